namespace Kratos.Reactive.Etcd;

/// <summary>Registries in etcd.</summary>
public static class EtcdRegistries
{
    extension(Registry)
    {
        /// <summary>A registry in etcd (3.4 or later), spoken to over connections that are closed when it is given back.</summary>
        /// <param name="options">Its settings; <see cref="EtcdOptions.Default"/> unless given.</param>
        /// <remarks>Acquiring connects to nothing; wrong settings are 400 <c>ETCD_OPTIONS_INVALID</c> or <c>BAD_ADDRESS</c>. What is still registered when it is given back is taken back, once:
        /// if etcd cannot be reached then, it is gone after <see cref="EtcdOptions.Ttl"/>.</remarks>
        public static Resource<EtcdRegistry> Etcd(EtcdOptions? options = null) =>
            from settings in Resource.OnEnter(liftEff(_ => (options ?? EtcdOptions.Default).Checked()))
            let token = new EtcdToken(settings.User)
            from nodes in Resource.All([.. settings.Endpoints.Select(address => Client.Grpc(address, settings.Connection).Select(client => EtcdNode.Over(address, client, token)))])
            from registry in Resource.Make(envEff.Map(env => new EtcdRegistry(nodes, token, settings, env)), static registry => registry.Close())
            select registry;

        /// <summary>A registry in the etcd at these endpoints, with the other settings as they are in <see cref="EtcdOptions.Default"/>.</summary>
        public static Resource<EtcdRegistry> Etcd(params IReadOnlyList<string> endpoints) => Registry.Etcd(EtcdOptions.Default with { Endpoints = endpoints });
    }
}
