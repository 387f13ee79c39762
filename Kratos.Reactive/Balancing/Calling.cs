namespace Kratos.Reactive;

/// <summary>A call to a node that was picked, from the pick to what is learnt from its end.</summary>
sealed class Calling<A>(Picked picked, Env env)
{
    Fin<A> end = Error.Cancelled;       // until it has ended otherwise

    internal Node Node => picked.Node;

    internal void Ended(Fin<A> how) => end = how;

    internal void Done() => picked.Done(NodeFault.Judged(end, picked.Age, env));
}
