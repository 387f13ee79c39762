using System.Net.Security;

namespace Kratos.Reactive.Kubernetes;

/// <summary>Discovery in Kubernetes.</summary>
public static class KubernetesRegistries
{
    // No page of a list is longer.
    const int Longest = 64 * 1024 * 1024;

    extension(Registry)
    {
        /// <summary>Discovery in Kubernetes (1.21 or later), asked over connections that are closed when it is given back. It announces nobody: an app in Kubernetes needs no registrar.</summary>
        /// <param name="options">Its settings; <see cref="KubernetesOptions.Default"/> unless given: those of a pod.</param>
        /// <remarks>Acquiring connects to nothing; wrong settings are 400 <c>KUBERNETES_OPTIONS_INVALID</c>.</remarks>
        public static Resource<KubernetesDiscovery> Kubernetes(KubernetesOptions? options = null) =>
            from settings in Resource.OnEnter(liftEff(_ => (options ?? KubernetesOptions.Default).Checked()))
            from http in Resource.Disposing(liftEff(() => Connections(settings)))
            from discovery in Resource.Make(envEff.Map(env => new KubernetesDiscovery(http, settings, env)), static discovery => liftEff(discovery.Close))
            select discovery;
    }

    internal static HttpClient Connections(KubernetesOptions options, HttpMessageHandler? handler = null)
    {
        var address = new Uri(options.Address);
        return new(handler ?? new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = ClientTls.Of(Hosts.Of(address), options.Roots, null, SslApplicationProtocol.Http11),
        })
        {
            BaseAddress = address,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,      // the clock of the environment says when
            MaxResponseContentBufferSize = Longest,
        };
    }
}
