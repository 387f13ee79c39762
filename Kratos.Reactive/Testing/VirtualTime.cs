namespace Kratos.Reactive.Testing;

/// <summary>A clock that a test moves: effects and observables run on it to their end at once, and what happened comes back with its instant.</summary>
/// <remarks>It starts at the Unix epoch. Same instant: first come, first run. What leaves virtual time: <c>Task.Run</c>, <c>Task.Yield</c>, <c>RunContinuationsAsynchronously</c>;
/// <see cref="RunAsync"/> and <see cref="AdvanceByAsync"/> wait for it.</remarks>
public sealed partial class VirtualTime : VirtualTimeScheduler<DateTimeOffset, TimeSpan>
{
    readonly SafeActions safe;
    readonly Steps steps;
    readonly Failures unhandled = new();

    /// <summary>A clock at the Unix epoch, with chance that repeats itself from <paramref name="seed"/>.</summary>
    public VirtualTime(int seed = 0) : base(DateTimeOffset.UnixEpoch, Comparer<DateTimeOffset>.Default)
    {
        safe = new(() => Clock.ToString("O"), Stop);
        steps = new(safe, Start, () => IsEnabled);
        Env = Env.On(this, seed).WithUnhandled(unhandled.Add);
    }

    /// <summary>The environment of this clock.</summary>
    public Env Env { get; }

    /// <summary>How far the clock has moved.</summary>
    public TimeSpan Elapsed => Clock - DateTimeOffset.UnixEpoch;

    /// <summary>How many actions this clock runs in its life before it calls them a runaway (an undisposed interval, say): 1,000,000 unless set.</summary>
    public long MaxItems { get => safe.MaxItems; set => safe.MaxItems = value; }

    /// <summary>Failures that nobody could be given: see <see cref="Env.Unhandled"/>.</summary>
    public IReadOnlyList<Error> Unhandled => unhandled.All;

    /// <summary>One element and completion, <paramref name="span"/> after the subscription.</summary>
    public IObservable<Unit> After(TimeSpan span) => Observable.Timer(span, this).Select(static _ => Unit.Default);

    /// <summary>Does something at an instant counted from the start of the clock.</summary>
    public void At(TimeSpan instant, Action action) => ScheduleAbsolute(action, DateTimeOffset.UnixEpoch + instant, static (_, action) =>
    {
        action();
        return Disposable.Empty;
    });

    /// <inheritdoc/>
    public override IDisposable ScheduleAbsolute<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        base.ScheduleAbsolute(state, dueTime, safe.Wrap(action));

    /// <inheritdoc/>
    protected override DateTimeOffset Add(DateTimeOffset absolute, TimeSpan relative) =>
        relative > DateTimeOffset.MaxValue - absolute ? DateTimeOffset.MaxValue : absolute + relative;

    /// <inheritdoc/>
    protected override DateTimeOffset ToDateTimeOffset(DateTimeOffset absolute) => absolute;

    /// <inheritdoc/>
    protected override TimeSpan ToRelative(TimeSpan timeSpan) => timeSpan;
}
