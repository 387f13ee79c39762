namespace Kratos.Reactive;

/// <summary>A node in a balancer's list, with what is known of it. What is known outlives the list.</summary>
sealed record Member(Node Node, Load Load, Outlier Outlier)
{
    /// <summary>Its weight; a node of weight 0 is only chosen from among others like it.</summary>
    internal int Share { get; } = Math.Max(1, Node.Weight);

    internal NodeStatus Status(long now) => new(Node, Load.InFlight, Load.Success)
    {
        Latency = Load.Lag > 0 ? TimeSpan.FromTicks((long)Load.Lag) : LanguageExt.Prelude.None,
        Idle = Load.Picked == Load.Never ? LanguageExt.Prelude.None : TimeSpan.FromTicks(now - Load.Picked),
        Out = Outlier.IsOut(now) ? TimeSpan.FromTicks(Outlier.Until - now) : LanguageExt.Prelude.None,
    };
}
