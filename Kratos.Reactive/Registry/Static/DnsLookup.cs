using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive;

/// <summary>Looks up the addresses of hosts.</summary>
sealed class DnsLookup(DnsOptions options)
{
    /// <summary>What the host names of the system say.</summary>
    internal static Eff<IReadOnlyList<IPAddress>> OfTheSystem(string host) =>
        liftEff(async env => (IReadOnlyList<IPAddress>)await Dns.GetHostAddressesAsync(host, env.Token).ConfigureAwait(false))
            .MapFail(error => error.Cause is not SocketException failed ? error
                : failed.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData
                    ? Error.NotFound("HOST_NOT_FOUND", $"nobody knows the host '{host}'") with { Cause = failed }
                    : Error.Unavailable("LOOKUP_FAILED", $"the host '{host}' cannot be looked up: {failed.Message}") with { Cause = failed });

    internal static bool IsNotFound(Error error) => error.Code == 404;

    /// <summary>All hosts together, and how each lookup ended.</summary>
    internal Eff<IReadOnlyList<(string Host, Fin<IReadOnlyList<IPAddress>> Found)>> All(IEnumerable<string> hosts) => awaitAll([.. hosts.Select(host => One(host).Try().Map(found => (host, found)))]);

    Eff<IReadOnlyList<IPAddress>> One(string host) => IPAddress.TryParse(host, out var address)
        ? SuccessEff<IReadOnlyList<IPAddress>>([address])
        : unitEff.Bind(_ => options.Lookup(host)).Within(options.LookupTimeout).MapFail(error => error.Is(Error.TimedOut) ? Error.Unavailable("LOOKUP_FAILED", $"looking up the host '{host}' took longer than {options.LookupTimeout}") : error)
            .Map(found => (IReadOnlyList<IPAddress>)[.. found.Where(one => options.Family is AddressFamily.Unspecified || one.AddressFamily == options.Family)]);
}
