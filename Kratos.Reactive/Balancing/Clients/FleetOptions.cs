using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive;

/// <summary>Settings of a client that calls a service by its name, at whichever of its nodes. Change some with <c>with</c>: <c>FleetOptions.Default with { Balancing = Balancing.RoundRobin }</c>.</summary>
public sealed record FleetOptions
{
    /// <summary>What a client has unless told otherwise.</summary>
    public static FleetOptions Default { get; } = new();

    /// <summary>Which node a call goes to: <see cref="Balancing.PowerOfTwo"/> unless set.</summary>
    public Balancing Balancing { get; init; } = Balancing.PowerOfTwo;

    /// <summary>How long after the client was acquired calls wait for the first list of nodes (and, with <see cref="Health"/>, for the first that serves): 10 s unless set, as Go Kratos has it. Then they are 503 <c>NO_AVAILABLE_NODE</c>.</summary>
    public TimeSpan FirstList { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What becomes of a call when there is no node, or none can be reached: it fails (503), unless set. A gRPC call that may wait (<see cref="WhenDown.Wait"/> in its own settings) does in either case.</summary>
    public WhenDown WhenDown { get; init; } = WhenDown.Fail;

    /// <summary>How long calls and streams on a node that left the list may go on: a minute unless set. Then its connections are closed, and what still goes on ends in 503 <c>CLIENT_CLOSED</c>.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a node that could not be reached is passed over while there are others: the waits after one failure, a second in a row, and so on; a used-up one goes on with its last. Unless set 1 s, growing by 1.6 to 30 s, with a jitter of 0.2.</summary>
    public Schedule Avoid { get; init; } = Schedule.Exponential(TimeSpan.FromSeconds(1), 1.6, TimeSpan.FromSeconds(30)).Jitter(0.2);

    /// <summary>The waits before a watch that failed or ended is begun again, and one of a node's health; a used-up one goes on with its last. Unless set 1 s, growing by 2 to 30 s, with a jitter of 0.2.</summary>
    public Schedule Rewatch { get; init; } = Schedule.Exponential(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(30)).Jitter(0.2);

    /// <summary>How a node says whether it serves, e.g. <c>NodeHealth.Grpc()</c>: one that does not, or has not said yet, is not called. Not asked, unless set: every node of the list is called.</summary>
    public NodeHealth? Health { get; init; }

    /// <summary>Where is written that a watch failed, that a node cannot be made a client of, and which nodes join and leave (at Debug); nowhere, unless set.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal Fin<FleetOptions> Checked() =>
        FirstList < TimeSpan.Zero && FirstList != Timeout.InfiniteTimeSpan ? Bad(nameof(FirstList), "0 or more, or infinite")
        : Drain < TimeSpan.Zero && Drain != Timeout.InfiniteTimeSpan ? Bad(nameof(Drain), "0 or more, or infinite")
        : !Enum.IsDefined(WhenDown) ? Bad(nameof(WhenDown), "one of the two")
        : this;

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"FleetOptions.{name} must be {what}");
}
