using LanguageExt;

namespace Kratos.Reactive;

/// <summary>How a node looks to a <see cref="Balancer"/> at one instant.</summary>
public sealed class NodeStatus
{
    internal NodeStatus(Node node, int inFlight, double success) => (Node, InFlight, Success) = (node, inFlight, success);

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Calls that were picked and are not done.</summary>
    public int InFlight { get; }

    /// <summary>What is expected of the next call, from 0 (it fails) to 1.</summary>
    public double Success { get; }

    /// <summary>How long a call takes, recent ones counting most; none before the first one ended.</summary>
    public Option<TimeSpan> Latency { get; internal init; }

    /// <summary>How long ago it was picked; none if it never was.</summary>
    public Option<TimeSpan> Idle { get; internal init; }

    /// <summary>How long it is still left out for its failures; none while it is picked as the others are.</summary>
    public Option<TimeSpan> Out { get; internal init; }
}
