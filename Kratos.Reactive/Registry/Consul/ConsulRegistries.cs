using System.Net.Security;

namespace Kratos.Reactive.Consul;

/// <summary>Registries in Consul.</summary>
public static class ConsulRegistries
{
    // No list is longer.
    const int Longest = 64 * 1024 * 1024;

    extension(Registry)
    {
        /// <summary>A registry in Consul (1.9 or later), spoken to through the agent of this machine over connections that are closed when it is given back.</summary>
        /// <param name="options">Its settings; <see cref="ConsulOptions.Default"/> unless given.</param>
        /// <remarks>Acquiring connects to nothing; wrong settings are 400 <c>CONSUL_OPTIONS_INVALID</c>. What is still registered when it is given back is taken back, once: if Consul cannot be reached then, it is not found any more
        /// after <see cref="ConsulOptions.Ttl"/>.</remarks>
        public static Resource<ConsulRegistry> Consul(ConsulOptions? options = null) =>
            from settings in Resource.OnEnter(liftEff(_ => (options ?? ConsulOptions.Default).Checked()))
            from http in Resource.Disposing(liftEff(() => Connections(settings)))
            from registry in Resource.Make(envEff.Map(env => new ConsulRegistry(http, settings, env)), static registry => registry.Close())
            select registry;

        /// <summary>A registry in the Consul whose agent is at this address, with the other settings as they are in <see cref="ConsulOptions.Default"/>.</summary>
        public static Resource<ConsulRegistry> Consul(string address) => Registry.Consul(ConsulOptions.Default with { Address = address });
    }

    internal static HttpClient Connections(ConsulOptions options, HttpMessageHandler? handler = null)
    {
        var address = new Uri(options.Address);
        return new(handler ?? new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = ClientTls.Of(Hosts.Of(address), options.Roots, options.Certificate, SslApplicationProtocol.Http11),
        })
        {
            BaseAddress = address,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,      // the clock of the environment says when
            MaxResponseContentBufferSize = Longest,
        };
    }
}
