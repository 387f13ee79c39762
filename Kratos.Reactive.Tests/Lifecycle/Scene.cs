namespace Kratos.Reactive.Tests;

/// <summary>An app on a virtual clock: servers and a registry that take the time they are told, and a diary of what happened when.</summary>
sealed class Scene
{
    readonly List<string> diary = [];

    internal VirtualTime Time { get; } = new();

    internal IReadOnlyList<string> Diary => diary;

    internal Error? Failure { get; private set; }

    internal bool Completed { get; private set; }

    internal int Open { get; private set; }

    internal Dictionary<string, int> Stops { get; } = [];

    internal static Error Bad(string reason) => Error.Internal(reason, reason.ToLowerInvariant());

    internal void Note(string what) => diary.Add($"{Time.Elapsed.TotalSeconds} {what}");

    internal Server Server(string name, TimeSpan bind = default, Eff<Unit>? stop = null, Error? fails = null, IObservable<Error>? faults = null) => new(
        name,
        Resource.Make(
            yieldFor(bind) >> (fails is null
                ? liftEff(() =>
                {
                    Open++;
                    return new Listening([new Uri($"http://127.0.0.1:80/{name}")], faults ?? Observable.Never<Error>());
                })
                : FailEff<Listening>(fails)),
            _ => liftEff(() => { Stops[name] = Stops.GetValueOrDefault(name) + 1; }) >> (stop ?? unitEff).Finally(liftEff(() => { Open--; }))));

    internal Eff<Unit> Hook(string name, TimeSpan takes = default, Error? fails = null) =>
        liftEff(() => Note(name)) >> yieldFor(takes) >> (fails is null ? unitEff : FailEff<Unit>(fails));

    internal IRegistrar Registrar(Eff<Unit>? register = null, Eff<Unit>? deregister = null) => new Fake(register ?? unitEff, deregister ?? unitEff);

    internal IDisposable Begin<S>(App app, IObservable<S> stop, Env? env = null) => app.Run(stop, env ?? Time.Env).Subscribe(
        what => Note(Text(what)),
        error =>
        {
            Failure = ((ErrorException)error).Error;
            Note($"OnError {Failure.Reason}");
        },
        () =>
        {
            Completed = true;
            Note("OnCompleted");
        });

    internal Scene Run(App app, TimeSpan? stopAt = null)
    {
        Begin(app, stopAt is { } at ? Time.After(at) : Observable.Never<Unit>());
        Time.Start();
        return this;
    }

    internal static string Text(Lifecycle what) => what switch
    {
        Lifecycle.Bound bound => $"Bound {bound.Server}",
        Lifecycle.Closed closed => $"Closed {closed.Server}",
        Lifecycle.Failed failed => $"Failed {failed.Stage} {failed.Error.Reason}",
        Lifecycle.Stopping stopping => stopping.Why.Match(static why => $"Stopping {why.Reason}", static () => "Stopping"),
        _ => what.GetType().Name,
    };

    /// <summary>Every server that was opened is closed, and stopped exactly once.</summary>
    internal void Released(params string[] servers)
    {
        Assert.Equal(0, Open);
        Assert.Equal(servers.ToDictionary(static name => name, static _ => 1), Stops);
        Assert.Empty(Time.Unhandled);
    }

    sealed class Fake(Eff<Unit> register, Eff<Unit> deregister) : IRegistrar
    {
        public Eff<Unit> Register(ServiceInstance instance) => register;

        public Eff<Unit> Deregister(ServiceInstance instance) => deregister;
    }
}
