using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Subjects;
using Kratos.Reactive.Protos.Health.V1;
using static Kratos.Reactive.Protos.Health.V1.HealthCheckResponse.Types;

namespace Kratos.Reactive;

/// <summary>Says whether services can work, to those who ask by <c>grpc.health.v1</c>: a service that one adds to a server, like any other.</summary>
/// <remarks>
/// What it knows is SERVING until something else is said: <see cref="NotServing"/>, the app it is <see cref="In">in</see>, which begins to stop, or its server, which does. Anything else it is asked about is
/// not known: Check fails with NOT_FOUND, Watch says SERVICE_UNKNOWN and goes on watching.
/// </remarks>
/// <example><c>var health = Health.Of(greeter); var app = new App("shop", "v1") { Servers = [Server.Grpc(address, greeter, health.Service)] }.With(health.In);</c></example>
public sealed class Health
{
    readonly BehaviorSubject<State> states;
    readonly IObserver<Func<State, State>> changes;

    Health(State first)
    {
        states = new(first);
        var subject = new Subject<Func<State, State>>();
        subject.Scan(first, static (state, change) => change(state)).Subscribe(states);
        changes = Observer.Synchronize(subject, preventReentrancy: true);
        Service = new HealthService { Check = Check, List = _ => CurrentCall(List), Watch = Watch }.ToService();
        Probes = new Service("kratos.Probes")
            .Unary<HealthCheckRequest, HealthCheckResponse>("Live", static _ => SuccessEff(Alive), HttpRule.Get("/healthz/live"))
            .Unary<HealthCheckRequest, HealthCheckResponse>("Ready", Ready, HttpRule.Get("/healthz/ready"));
    }

    /// <summary>The health of these services, and of the server as a whole, whose name is empty.</summary>
    public static Health Of(params IReadOnlyList<Service> services) =>
        new(new(services.Select(static service => service.Name).Append("").Distinct().ToImmutableDictionary(static name => name, static _ => ServingStatus.Serving)));

    /// <summary>The service to add to a server.</summary>
    public Service Service { get; }

    /// <summary>The same for those who ask over HTTP, as Kubernetes does: another service to add to a server.</summary>
    /// <remarks>
    /// <c>GET /healthz/live</c> is 200 as long as the program answers at all. <c>GET /healthz/ready</c> is 200 while the server as a whole serves: in the app it is <see cref="In">in</see> from the end of its
    /// start to the begin of its stop; else 503 <c>NOT_READY</c>. <c>?service=name</c> asks about one service: 404 <c>SERVICE_UNKNOWN</c> when it is not known.
    /// </remarks>
    public Service Probes { get; }

    /// <summary>From now on the service of this name can work; empty for the server as a whole.</summary>
    public Eff<Unit> Serving(string service) => Change(state => state with { Services = state.Services.SetItem(service, ServingStatus.Serving) });

    /// <summary>From now on the service of this name cannot work; empty for the server as a whole.</summary>
    public Eff<Unit> NotServing(string service) => Change(state => state with { Services = state.Services.SetItem(service, ServingStatus.NotServing) });

    /// <summary>The app, of which this is the health: it is ready when its last <see cref="App.AfterStart"/> hook is done, and nothing is serving from the moment it begins to stop, before anything else is done.
    /// For <see cref="App.With"/>, as the last one that adds hooks.</summary>
    public App In(App app) => app with
    {
        BeforeStart = [Change(static state => state with { Stopping = false, Starting = true }), .. app.BeforeStart],
        AfterStart = [.. app.AfterStart, Change(static state => state with { Starting = false })],
        BeforeStop = [Change(static state => state with { Stopping = true }), .. app.BeforeStop],
    };

    Eff<Unit> Change(Func<State, State> change) => liftEff(() => changes.OnNext(change));

    Eff<HealthCheckResponse> Check(HealthCheckRequest request) => CurrentCall(state => state.Of(request.Service))
        .Bind(status => status == ServingStatus.ServiceUnknown
            ? Unknown(request.Service)
            : SuccessEff(new HealthCheckResponse { Status = status }));

    Eff<HealthCheckResponse> Ready(HealthCheckRequest request) =>
        from state in CurrentCall(static state => state)
        let status = state.Of(request.Service)
        from _1 in guard(status != ServingStatus.ServiceUnknown, Unknown(request.Service))
        from _2 in guard(status == ServingStatus.Serving && !state.Starting, NotReady)
        select new HealthCheckResponse { Status = status };

    // The present status first, then each other one; the last one before its server has stopped is that it does not serve.
    IObservable<HealthCheckResponse> Watch(HealthCheckRequest request, Env env)
    {
        var stopping = env.TryFind(Call.Key, out var call) ? call.Stopping : CancellationToken.None;
        return states.Select(state => state.Of(request.Service)).UntilCancelled(stopping)
            .Concat(Observable.Defer(() => Observable.Return((states.Value with { Stopping = true }).Of(request.Service))))
            .DistinctUntilChanged()
            .Select(static status => new HealthCheckResponse { Status = status });
    }

    static HealthListResponse List(State state)
    {
        var list = new HealthListResponse();
        foreach (var name in state.Services.Keys) list.Statuses.Add(name, new HealthCheckResponse { Status = state.Of(name) });
        return list;
    }

    Eff<A> CurrentCall<A>(Func<State, A> f) => currentCall.Map(call => f(call.Stopping.IsCancellationRequested ? states.Value with { Stopping = true } : states.Value));

    static HealthCheckResponse Alive => new() { Status = ServingStatus.Serving };

    static Error NotReady { get; } = Error.Unavailable("NOT_READY", "it does not serve: it is starting, stopping, or has been told not to");

    static Error Unknown(string service) => Error.NotFound("SERVICE_UNKNOWN", $"there is no service '{service}' here");

    sealed record State(ImmutableDictionary<string, ServingStatus> Services)
    {
        internal bool Starting { get; init; }

        internal bool Stopping { get; init; }

        internal ServingStatus Of(string service) =>
            !Services.TryGetValue(service, out var status) ? ServingStatus.ServiceUnknown : Stopping ? ServingStatus.NotServing : status;
    }
}
