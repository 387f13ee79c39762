namespace Kratos.Reactive.Kubernetes;

/// <summary>Finds the pods of a service that Kubernetes holds for ready, by its <c>EndpointSlice</c>s. See <c>Registry.Kubernetes(..)</c>.</summary>
/// <remarks>
/// <para>A pod registers nothing: its readiness probe says when it is found (<c>Health.Probes</c> answers one), and Kubernetes takes it out when it ends. An instance is a pod with the name of the pod as its id, an endpoint for each address and TCP port, and its zone and node
/// as metadata. The scheme of an endpoint is the <c>appProtocol</c> of the port where that is one, else what the name of the port begins with: <c>grpc</c>, <c>http-web</c>. The version is the label <c>app.kubernetes.io/version</c> of the service.</para>
/// <para>A watch reads the list and is told of every change after it; when what it missed is forgotten (410), it reads the list again. While the API server cannot be reached, the last list stands. A watch that has told nothing yet fails at once with what only somebody can
/// mend: 400, 401 or 403; one that has told something never ends, unless discovery is given back: 503 <c>REGISTRY_CLOSED</c>.</para>
/// </remarks>
public sealed class KubernetesDiscovery : IDiscovery
{
    readonly KubernetesOptions options;
    readonly RegistrySettings settings;
    readonly Env env;
    readonly KubernetesApi api;
    readonly CancellationTokenSource closed = new();

    internal KubernetesDiscovery(HttpClient http, KubernetesOptions options, Env env)
    {
        (this.options, settings, this.env) = (options, options.Settings, env.With(closed.Token));
        api = new(http, options);
    }

    /// <inheritdoc/>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => settings
        .Patiently("list", name, unitEff.Bind(_ => api.List(name)))
        .UntilClosed(closed.Token)
        .Map(static view => (IReadOnlyList<ServiceInstance>)view.Instances);

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => KubernetesWatch.Of(api, options, name, env)
        .UntilCancelled(closed.Token)
        .Concat(Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(RegistryFaults.Closed)));

    internal void Close() => closed.Tell(env);
}
