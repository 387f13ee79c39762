namespace Kratos.Reactive;

/// <summary>When a node that fails again and again is left out, and for how long. Never more than half of the nodes that a balancer picks from are out at once.</summary>
/// <remarks>What is a failure, <see cref="Balancing.Blames"/> says. Each time that it fails again right after it is back, it is out for twice as long; one call that is answered clears it.
/// Source: the outlier detection of Envoy (<c>consecutive_5xx</c> 5, <c>max_ejection_time</c> 300 s), with a shorter first time and the doubling of gRPC's back-off.</remarks>
public sealed record Ejection
{
    /// <summary>After 5 failures in a row, for 10 s at first and for 5 minutes at most.</summary>
    public static Ejection Default { get; } = new();

    /// <summary>Nobody is ever left out.</summary>
    public static Ejection None { get; } = new() { After = int.MaxValue };

    /// <summary>How many failures in a row are enough: 5 unless set.</summary>
    public int After { get; init; } = 5;

    /// <summary>How long it is out the first time: 10 s unless set.</summary>
    public TimeSpan For { get; init; } = 10.Seconds;

    /// <summary>How long it is out at most: 5 minutes unless set.</summary>
    public TimeSpan AtMost { get; init; } = 5.Minutes;

    internal TimeSpan Length(int times) => For.Ticks >= AtMost.Ticks >> Math.Min(times, 62) ? AtMost : For * (1L << times);

    internal Ejection Checked() =>
        After < 1 ? throw Invalid(nameof(After), After, "at least 1")
        : For <= TimeSpan.Zero ? throw Invalid(nameof(For), For, "more than no time")
        : AtMost < For || AtMost > 365.Days ? throw Invalid(nameof(AtMost), AtMost, $"from {nameof(For)} to 365 days")
        : this;

    static ErrorException Invalid(string field, object value, string must) => new(Error.Internal("BALANCING_INVALID", $"{nameof(Ejection)}.{field} is {value}; it must be {must}"));
}
