using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive;

/// <summary>How a client chooses among the nodes of a service: an algorithm, and what goes around it. A value; <see cref="Over"/> makes the <see cref="Balancer"/> of one service from it.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>one of</term><description>for</description></listheader>
/// <item><term><see cref="PowerOfTwo"/></term><description>nodes that differ, or change: by latency, failures and calls in flight.</description></item>
/// <item><term><see cref="RoundRobin"/></term><description>exact shares, in an order that does not depend on chance.</description></item>
/// <item><term><see cref="Random"/></term><description>shares by chance: many clients that must not march in step.</description></item>
/// <item><term><see cref="Hash"/></term><description>the same node for the same key: caches, sessions.</description></item>
/// <item><term><see cref="By"/></term><description>anything else.</description></item>
/// </list>
/// <para>All of them take the weight of a node (<see cref="Node.Weight"/>) into account.</para>
/// </remarks>
public sealed record Balancing
{
    readonly ChooserOf choosers;

    Balancing(ChooserOf choosers) => this.choosers = choosers;

    /// <summary>Two at random, then the one that is more welcome: successes of late, by latency of late and calls in flight. One that was not picked for 3 s has its turn then.</summary>
    /// <remarks>Latency and success are averages in which 600 ms weigh down the past by <c>e</c>. Source: Go Kratos <c>p2c</c> on <c>ewma</c>.</remarks>
    public static Balancing PowerOfTwo { get; } = new(static (members, _, random) => new PowerOfTwo(members, random));

    /// <summary>Smooth weighted round robin: of weights 5, 1 and 1 the order is <c>A A B A C A A</c>, again and again. Source: nginx; Go Kratos <c>wrr</c>.</summary>
    public static Balancing RoundRobin { get; } = new(static (members, before, _) => new RoundRobin(members, before));

    /// <summary>At random, each as often as its weight says. (Go Kratos' <c>random</c> disregards weights.)</summary>
    public static Balancing Random { get; } = new(static (members, _, random) => new RandomChoice(members, random));

    /// <summary>Consistent hashing by a key of the request. When a node joins or leaves, only keys that are now its own, or were, move. A request whose key is empty goes to any, by weight.</summary>
    /// <remarks>That holds whatever weights they have. Of ten nodes that weigh the same, none has more than 1.25 times its share of the keys. A node is known by its address. There are 65,536 parts of the keys, so a node whose share is
    /// less than one of them may have none. Who owns each is worked out once for a list: 256 KiB, and as much again for each key of <see cref="Split"/> whose filter keeps others.</remarks>
    public static Balancing Hash(Func<Request, string> key) => new((members, before, random) => new HashChoice(members, before, random, key));

    /// <summary>By a function of the request and of the nodes that may be picked now (never none): it gives one of these, or says why not. Another one is 500 <c>NODE_FOREIGN</c>.</summary>
    public static Balancing By(Func<Request, IReadOnlyList<Node>, Fin<Node>> choose) => new((members, _, _) => new OwnChoice(members, choose));

    /// <summary>Which nodes are picked from: all unless set. It is asked once for each list, by <see cref="Balancer.Update"/>.</summary>
    public NodeFilter Filter
    {
        get;
        init
        {
            NodeFilters.Check(value);
            field = value;
        }
    } = NodeFilter.All;

    /// <summary>When failing nodes are left out: <see cref="Kratos.Reactive.Ejection.Default"/> unless set.</summary>
    public Ejection Ejection { get; init; } = Ejection.Default;

    /// <summary>Which failures speak against a node: 503 and 504 unless set. A cancellation (499) never does, and is not asked about.</summary>
    /// <remarks>It is asked about the failure at the bottom: of a panic (500) whose exception holds another failure, a cancellation or a timeout, about that; of one from a socket, about a 503 <c>NETWORK</c>.</remarks>
    public Func<Error, bool> Blames { get; init; } = NodeFault.Is;

    /// <summary>Where is written which nodes are left out, why and for how long, which are back, and whose weight cannot be right; nowhere, unless set.</summary>
    /// <remarks>Nodes that are left out are counted, too: in <c>kratos.balancing.ejected</c> of the meter <c>Kratos.Reactive</c>, by service and address.</remarks>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>With a further filter that depends on the request, by way of a key of it: a gray release by a header, say.</summary>
    /// <remarks>What a filter keeps for a key is remembered while the list stands, for the first 1,024 keys. For others it is worked out at each pick, and the choice is at random by weight.
    /// What <paramref name="key"/> or a filter throws is the failure of the pick: 500 <c>PANIC</c>.</remarks>
    public Balancing Split(Func<Request, string> key, Func<string, NodeFilter> filter) => this with { Splits = new(key, filter) };

    /// <summary>The balancer of one service: it knows no node until it is told some. Time and chance are those of <paramref name="env"/>.</summary>
    /// <exception cref="ErrorException">500 <c>BALANCING_INVALID</c>: a setting that cannot be, by name.</exception>
    public Balancer Over(string service, Env env) => new(service, this with { Ejection = Ejection.Checked() }, env);

    internal Splits? Splits { get; init; }

    internal Chooser Choosing(Member[] members, Chooser? before, Random random) => choosers(members, before, random);
}
