namespace Kratos.Reactive.Testing;

/// <summary>From which tick to which somebody was subscribed.</summary>
public readonly record struct Subscription(long Subscribe, long Unsubscribe = Subscription.Infinite)
{
    /// <summary>The end of a subscription that was not left.</summary>
    public const long Infinite = long.MaxValue;

    /// <summary><c>(subscribe, unsubscribe)</c>.</summary>
    public override string ToString() => Unsubscribe == Infinite ? $"({Subscribe}, Infinite)" : $"({Subscribe}, {Unsubscribe})";
}
