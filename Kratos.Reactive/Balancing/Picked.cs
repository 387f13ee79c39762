namespace Kratos.Reactive;

/// <summary>A node that was picked for one call, which counts as in flight until it is <see cref="Done"/>. It costs no memory of its own.</summary>
public readonly struct Picked
{
    readonly Balancer balancer;
    readonly Member member;
    readonly long start;

    internal Picked(Balancer balancer, Member member, long start) => (this.balancer, this.member, this.start) = (balancer, member, start);

    /// <summary>The node to call.</summary>
    public Node Node => member.Node;

    /// <summary>How long ago it was picked.</summary>
    internal TimeSpan Age => TimeSpan.FromTicks(balancer.Now - start);

    /// <summary>Says how the call ended, which the balancer learns from. Say it exactly once, from any thread, whatever happened: <see cref="Balancer.Call"/> does.</summary>
    /// <remarks>A success, and a failure that is the answer (404, 500), speak for the node; one that <see cref="Balancing.Blames"/> is true of speaks against it; a cancellation (499) says
    /// nothing. A stream is done, in this sense, when its first message or its end has come: how long it stays open is not a latency.</remarks>
    public void Done<A>(Fin<A> end) => balancer.Learn(member, start, end.IsSucc ? null : end.Error);
}
