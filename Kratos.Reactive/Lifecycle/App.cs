namespace Kratos.Reactive;

/// <summary>An application, as a value: its servers, where it registers, what it does on the way up and down. Run it with <c>Run</c> or <c>Main</c>.</summary>
/// <remarks>
/// <para>Up: the <see cref="BeforeStart"/> hooks one by one; all servers together (every socket is bound before anything is announced); registration; the <see cref="AfterStart"/> hooks.</para>
/// <para>Down: the <see cref="BeforeStop"/> hooks; deregistration; <see cref="DrainDelay"/>; all servers together; the <see cref="AfterStop"/> hooks. It is the same way whatever ended the run,
/// every stage that was entered is left whatever failed, and every failure is told.</para>
/// </remarks>
/// <param name="Name">The service's name in the registry.</param>
/// <param name="Version">Its version.</param>
public sealed partial record App(string Name, string Version)
{
    /// <summary>The instance: unique among all running copies. Made for each run unless given.</summary>
    public string Id { get; init; } = "";

    /// <summary>Facts about this instance that are registered with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = ValueMap.From(value); } = ValueMap.Empty;

    /// <summary>What listens.</summary>
    public IReadOnlyList<Server> Servers { get; init => field = ValueList.From(value); } = ValueList<Server>.Empty;

    /// <summary>Where the app is announced: nowhere unless set.</summary>
    public IRegistrar Registrar { get; init; } = Registry.None;

    /// <summary>Which addresses are announced; see <see cref="Kratos.Reactive.Advertise"/>.</summary>
    public Advertise Advertise { get; init; } = Advertise.Automatic;

    /// <summary>How long registering, and deregistering, may take: 10 s unless set; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan RegistrarTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the servers may take to stop before they are closed by force, and each hook on the way down before it is cut: 30 s unless set; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the servers go on serving between deregistration and their stop, so that clients hear of it: not at all unless set.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>Done one by one before any server starts. The first failure ends the start.</summary>
    public IReadOnlyList<Eff<Unit>> BeforeStart { get; init => field = ValueList.From(value); } = ValueList<Eff<Unit>>.Empty;

    /// <summary>Done one by one when the app is registered. The first failure stops the app.</summary>
    public IReadOnlyList<Eff<Unit>> AfterStart { get; init => field = ValueList.From(value); } = ValueList<Eff<Unit>>.Empty;

    /// <summary>Done one by one when the servers were up and the way down begins. All of them are done, whatever fails.</summary>
    public IReadOnlyList<Eff<Unit>> BeforeStop { get; init => field = ValueList.From(value); } = ValueList<Eff<Unit>>.Empty;

    /// <summary>Done one by one at the very end. All of them are done, whatever fails.</summary>
    public IReadOnlyList<Eff<Unit>> AfterStop { get; init => field = ValueList.From(value); } = ValueList<Eff<Unit>>.Empty;

    /// <summary>This app, changed by each of the options in turn: for bundles of settings that several apps share.</summary>
    public App With(params ReadOnlySpan<Func<App, App>> options)
    {
        var app = this;
        foreach (var option in options) app = option(app);
        return app;
    }

    /// <summary>The app as an observable: a subscription starts it and is told what happens.</summary>
    /// <remarks>
    /// <para>The first element of <paramref name="stop"/>, or its completion, or the environment's token stops the app gracefully; during the start it ends the start, and what was entered is left.
    /// Disposing the subscription aborts: nothing is waited for, servers are closed by force, and what ignores its token is left behind.</para>
    /// <para>It completes after a clean stop; else it ends in an <see cref="ErrorException"/> with the first failure, and the others in <see cref="Error.Others"/>.</para>
    /// </remarks>
    public IObservable<Lifecycle> Run<S>(IObservable<S> stop, Env env) => Observable.Create<Lifecycle>(observer => AppRun.Begin(this, stop, env, observer));
}
