namespace Kratos.Reactive;

/// <summary>How many values may wait for a consumer that is slower than its source, and what happens then.</summary>
/// <param name="Capacity">So many may wait, at least 1; the one that the consumer is busy with is not counted.</param>
/// <param name="WhenFull">What becomes of the next one. <see cref="Overflow.Fail"/> unless given.</param>
public sealed record Backpressure(int Capacity, Overflow WhenFull = Overflow.Fail)
{
    /// <summary>256 values, and a source that is slowed where it can be.</summary>
    public static Backpressure Default { get; } = new(256, Overflow.Wait);

    /// <summary>So many may wait, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Capacity { get; init => field = AtLeastOne(value); } = AtLeastOne(Capacity);

    /// <summary>What becomes of a value for which there is no room.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the four.</exception>
    public Overflow WhenFull { get; init => field = Known(value); } = Known(WhenFull);

    /// <summary>Called after each value that was dropped, with how many this subscription dropped so far. From the source's thread; what it throws goes to <see cref="Env.Unhandled"/>.</summary>
    /// <remarks>All drops are counted in <c>kratos.stream.dropped</c> of the meter <c>Kratos.Reactive</c> too, by <c>overflow</c>.</remarks>
    public Action<long>? Dropped { get; init; }

    internal Error Overflowed => Error.TooManyRequests("STREAM_OVERFLOW", WhenFull == Overflow.Wait
            ? $"{Capacity} values wait for a consumer that is too slow, and their source could not be slowed; let it work on the scheduler of the environment it is given, or let more values wait"
            : $"{Capacity} values wait for a consumer that is too slow, and no more may").WithMetadata("capacity", $"{Capacity}");

    static int AtLeastOne(int Capacity) =>
        Capacity >= 1 ? Capacity : throw new ArgumentOutOfRangeException(nameof(Capacity), Capacity, "at least one value must be able to wait");

    static Overflow Known(Overflow WhenFull) =>
        Enum.IsDefined(WhenFull) ? WhenFull : throw new ArgumentOutOfRangeException(nameof(WhenFull), WhenFull, "there is no such overflow");
}
