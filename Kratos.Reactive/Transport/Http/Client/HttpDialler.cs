using System.Net.Security;
using System.Security.Authentication;

namespace Kratos.Reactive;

/// <summary>Makes connections: dials, and speaks TLS where the address says so, with one of these protocols inside, the first that the server has.</summary>
sealed class HttpDialler(HttpTarget target, HttpClientOptions options, HttpLinks links, Env env, params IReadOnlyList<SslApplicationProtocol> inside)
{
    readonly SslClientAuthenticationOptions tls = ClientTls.Of(options.ServerName ?? target.EndPoint.Host, options.Roots, options.Certificate, inside);

    internal async ValueTask<Stream> Dial(CancellationToken unwanted)
    {
        using var limit = options.ConnectTimeout >= TimeSpan.Zero ? new CancellationTokenSource(options.ConnectTimeout, env.Time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, unwanted);
        Stream? open = null;
        links.Begin();
        try
        {
            var link = new HttpLink(await options.Dial(target.EndPoint, either.Token).ConfigureAwait(false), links);
            open = link;
            if (target.Secure)
            {
                var secured = new SslStream(open);
                open = secured;
                await secured.AuthenticateAsClientAsync(tls, either.Token).ConfigureAwait(false);
            }

            link.Stands();
            return open;
        }
        catch (Exception e)
        {
            if (open is not null) await open.DisposeAsync().ConfigureAwait(false);
            links.Fail();
            throw new NotConnected(Because(e));
        }
    }

    // Where the server is, callers are not told: the cause knows.
    static Error Because(Exception e) => Error.Unavailable("UNAVAILABLE", e switch
    {
        OperationCanceledException => "connecting to the server took too long, or is no longer wanted",
        AuthenticationException => "there is no secure connection to the server",
        _ => "the server cannot be reached",
    }) with
    { Cause = e };
}
