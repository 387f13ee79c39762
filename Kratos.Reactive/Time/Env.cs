using LanguageExt;

namespace Kratos.Reactive;

/// <summary>What a run is given: one clock, one source of chance, the right to be told to stop, and what the request carries. Immutable; nothing travels in an <c>AsyncLocal</c>.</summary>
/// <remarks><see cref="Token"/> says that the caller left (an effect that sees it ends in <see cref="Error.Cancelled"/>). <see cref="Deadline"/> says how long the answer is of use
/// (<c>Timeout</c> narrows it, and ends in <see cref="Error.TimedOut"/>). They are two things.</remarks>
public sealed class Env
{
    const long Never = long.MaxValue;

    readonly Clock clock;
    readonly CancellationToken token;
    readonly ILateToken? late;      // in place of the token
    readonly long due;              // in ticks of UTC
    readonly IEnvItem? items;

    Env(Clock clock, CancellationToken token, ILateToken? late, long due, IEnvItem? items) =>
        (this.clock, this.token, this.late, this.due, this.items) = (clock, token, late, due, items);

    /// <summary>The real clock: the task pool, with <see cref="TimeProvider.System"/> and <see cref="Random.Shared"/>.</summary>
    public static Env System { get; } = new(new(TaskPoolScheduler.Default, TimeProvider.System, Random.Shared, ToStandardError), CancellationToken.None, null, Never, null);

    /// <summary>An environment whose only clock is <paramref name="scheduler"/>, with chance that repeats itself from <paramref name="seed"/> (0 unless given).</summary>
    public static Env On(IScheduler scheduler, int seed = 0) =>
        new(new(scheduler, new SchedulerTimeProvider(scheduler), new SeededRandom(seed), ToStandardError), CancellationToken.None, null, Never, null);

    /// <summary>The clock, for Rx operators.</summary>
    public IScheduler Scheduler => clock.Scheduler;

    /// <summary>The same clock, for everything that takes a <see cref="TimeProvider"/>.</summary>
    public TimeProvider Time => clock.Time;

    /// <summary>Chance. Safe to ask from several threads.</summary>
    public Random Random => clock.Random;

    /// <summary>Where a failure goes that nobody can be given: that of work which was cut off and failed afterwards, or a panic in a server without a log. Writes a line to the standard error stream unless set.</summary>
    public Action<Error> Unhandled => clock.Unhandled;

    /// <summary>Fires when the caller no longer wants the answer.</summary>
    public CancellationToken Token => late is null ? token : late.Token;

    /// <summary>The instant after which the answer is of no use, if there is one.</summary>
    public Option<DateTimeOffset> Deadline => Due is { } due ? Option<DateTimeOffset>.Some(due) : Option<DateTimeOffset>.None;

    internal DateTimeOffset? Due => due == Never ? null : new DateTimeOffset(due, TimeSpan.Zero);

    internal ILateToken? Late => late;

    internal IEnvItem? Items => items;

    /// <summary>Whether the token has fired: it need not be made for that.</summary>
    internal bool IsTold => late is null ? token.IsCancellationRequested : late.IsFired;

    /// <summary>The same with another token, instead of the one it had.</summary>
    public Env With(CancellationToken token) => late is null && token == this.token ? this : new(clock, token, null, due, items);

    /// <summary>The same with another source of chance.</summary>
    public Env With(Random random) => new(clock with { Random = random }, token, late, due, items);

    /// <summary>The same with another place for failures that nobody can be given. It is called from any thread and must not throw.</summary>
    public Env WithUnhandled(Action<Error> unhandled) => new(clock with { Unhandled = unhandled }, token, late, due, items);

    /// <summary>The same with a value under <paramref name="key"/>; what was there before is hidden.</summary>
    public Env With<A>(EnvKey<A> key, A value) where A : notnull => new(clock, token, late, due, new Item<A>(key, value, items));

    /// <summary>The same with the earlier of its deadline and <paramref name="deadline"/>. This only tells; <c>Timeout</c> is what ends the work.</summary>
    public Env WithDeadline(DateTimeOffset deadline) => due <= deadline.UtcTicks ? this : new(clock, token, late, deadline.UtcTicks, items);

    /// <summary>The value last put under <paramref name="key"/>.</summary>
    public Option<A> Find<A>(EnvKey<A> key) where A : notnull => TryFind(key, out var value) ? Option<A>.Some(value) : Option<A>.None;

    internal bool TryFind<A>(EnvKey<A> key, out A value) where A : notnull
    {
        for (var item = items; item is not null; item = item.Next)
            if (ReferenceEquals(item.Key, key))
            {
                value = ((IEnvItem<A>)item).Value;
                return true;
            }

        value = default!;
        return false;
    }

    /// <summary>The same, with work for Rx on a scheduler that keeps the time of the one before.</summary>
    internal Env With(IScheduler paced) => new(clock with { Scheduler = paced }, token, late, due, items);

    // The cancellation of a scope and its narrowed deadline, in one copy.
    internal Env Within(CancellationToken token, DateTimeOffset? due) => new(clock, token, null, Ticks(due), items);

    internal Env Within(ILateToken late, DateTimeOffset? due) => new(clock, default, late, Ticks(due), items);

    /// <summary>What a call begins with: its token, its deadline and one thing more, with these in the environment before as its next ones.</summary>
    internal Env Within(ILateToken late, DateTimeOffset? due, IEnvItem items) => new(clock, default, late, Ticks(due), items);

    internal bool SharesToken(Env other) => ReferenceEquals(late, other.late) && token == other.token;

    static long Ticks(DateTimeOffset? due) => due?.UtcTicks ?? Never;

    static void ToStandardError(Error error) => Console.Error.WriteLine($"unhandled: {error}");

    sealed record Clock(IScheduler Scheduler, TimeProvider Time, Random Random, Action<Error> Unhandled);

    sealed class Item<A>(EnvKey<A> key, A value, IEnvItem? next) : IEnvItem<A> where A : notnull
    {
        public object Key => key;

        public IEnvItem? Next => next;

        public A Value => value;
    }
}
