using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive;

/// <summary>Settings of discovery by the names of hosts: <c>new DnsOptions { Endpoints = name => [$"grpc://{name}.prod.internal:9000"] }</c>.</summary>
public sealed record DnsOptions
{
    /// <summary>Where a service is, by its name: URIs with a port, <c>scheme://host:port</c>. None is a service that nobody has.</summary>
    public required Func<string, IReadOnlyList<string>> Endpoints { get; init; }

    /// <summary>How long an answer is good: 30 s unless set; then the names are looked up again. (The system says nothing of the time to live in the answer.)</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one lookup may take: 5 s unless set.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The waits after a lookup that failed; a used-up one goes on with its last wait. Unless set 1 s, growing by 2 to 30 s, with a jitter of 0.5.</summary>
    public Schedule Backoff { get; init; } = Schedule.Exponential(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(30)).Jitter();

    /// <summary>Which addresses count: both A and AAAA (<see cref="AddressFamily.Unspecified"/>) unless set to <see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>The addresses of a host: the system's answer, unless set. A host that is not known is 404 <c>HOST_NOT_FOUND</c>; any other failure says nothing of the host.</summary>
    public Func<string, Eff<IReadOnlyList<IPAddress>>> Lookup { get; init; } = DnsLookup.OfTheSystem;

    /// <summary>Where is written when a lookup fails and when it works again; nowhere, unless set.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal RegistrySettings Settings => new(LookupTimeout, Backoff, Log);

    internal Fin<DnsOptions> Checked() =>
        Interval <= TimeSpan.Zero ? Invalid(nameof(Interval), "it must be more than zero")
        : LookupTimeout <= TimeSpan.Zero ? Invalid(nameof(LookupTimeout), "it must be more than zero")
        : Family is not (AddressFamily.Unspecified or AddressFamily.InterNetwork or AddressFamily.InterNetworkV6) ? Invalid(nameof(Family), $"{Family} is not a family of IP addresses")
        : this;

    static Error Invalid(string field, string why) => Error.BadRequest("DNS_OPTIONS_INVALID", $"DnsOptions.{field}: {why}");
}
