using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>A clock of ticks that a test moves, for marbles: observables that say what they are told at a tick, and observers that write down what they hear.</summary>
/// <remarks>Names and rules are those of <c>Microsoft.Reactive.Testing</c>. It starts at tick 0, and a tick is one of <see cref="TimeSpan"/> (100 ns; timers of the BCL count in milliseconds, 10,000 of them).
/// What is scheduled for now or earlier runs at the next tick; same tick: first come, first run. <c>AdvanceTo</c> runs what is due up to its tick, that tick too.
/// Effects run on its <see cref="Env"/>.</remarks>
public sealed partial class TestScheduler : VirtualTimeScheduler<long, long>
{
    readonly SafeActions safe;
    readonly Steps steps;
    readonly Failures unhandled = new();

    /// <summary>A clock at tick 0, with chance that repeats itself from <paramref name="seed"/>.</summary>
    public TestScheduler(int seed = 0)
    {
        safe = new(() => $"tick {Clock}", Stop);
        steps = new(safe, Start, () => IsEnabled);
        Env = Env.On(this, seed).WithUnhandled(unhandled.Add);
    }

    /// <summary>The environment of this clock.</summary>
    public Env Env { get; }

    /// <summary>Failures that nobody could be given: see <see cref="Env.Unhandled"/>.</summary>
    public IReadOnlyList<Error> Unhandled => unhandled.All;

    /// <summary>How many actions this clock runs in its life before it calls them a runaway (an undisposed interval, say): 1,000,000 unless set.</summary>
    public long MaxItems { get => safe.MaxItems; set => safe.MaxItems = value; }

    /// <summary>An observable that says these messages at their ticks, whoever listens then. They are scheduled now: at the same tick they come before what is scheduled later.</summary>
    /// <exception cref="ArgumentException">A message is a predicate, or null.</exception>
    public ITestableObservable<T> CreateHotObservable<T>(params Recorded<Notification<T>>[] messages) => new HotObservable<T>(this, Sayable(messages));

    /// <summary>An observable that says these messages to each subscriber anew, at ticks counted from the subscription.</summary>
    /// <exception cref="ArgumentException">A message is a predicate, or null.</exception>
    public ITestableObservable<T> CreateColdObservable<T>(params Recorded<Notification<T>>[] messages) => new ColdObservable<T>(this, Sayable(messages));

    /// <summary>An observer that writes down what it is told, and at which tick.</summary>
    public ITestableObserver<T> CreateObserver<T>() => new Recorder<T>(this);

    /// <inheritdoc/>
    public override IDisposable ScheduleAbsolute<TState>(TState state, long dueTime, Func<IScheduler, TState, IDisposable> action) =>
        base.ScheduleAbsolute(state, dueTime <= Clock ? Add(Clock, 1) : dueTime, safe.Wrap(action));

    /// <inheritdoc/>
    protected override long Add(long absolute, long relative) => relative > long.MaxValue - absolute ? long.MaxValue : absolute + relative;

    /// <inheritdoc/>
    protected override DateTimeOffset ToDateTimeOffset(long absolute) => new(Math.Min(absolute, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    protected override long ToRelative(TimeSpan timeSpan) => timeSpan.Ticks;

    static Recorded<Notification<T>>[] Sayable<T>(Recorded<Notification<T>>[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        for (var i = 0; i < messages.Length; i++)
            if (messages[i].Value is null or Expected<T>)
                throw new ArgumentException($"message {i} ({messages[i]}) cannot be said: a predicate is only for what is expected", nameof(messages));
        return [.. messages];
    }
}
