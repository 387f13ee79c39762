namespace Kratos.Reactive;

/// <summary>A call to a node that was picked, from the pick to what is learnt from its end.</summary>
sealed class Calling<A>(Picked picked, Env env)
{
    static readonly TimeSpan early = 20.Milliseconds;       // a real timer may be, before the clock that the deadline was taken from

    Fin<A> end = Error.Cancelled;       // until it has ended otherwise

    internal Node Node => picked.Node;

    internal void Ended(Fin<A> how) => end = how;

    internal void Done() => picked.Done(IsLate ? Error.TimedOut : end);

    // Cut because its time was used up, and not because the caller left before that.
    bool IsLate => end.IsFail && NodeFault.IsSilent(end.Error) && env.Due <= env.Time.GetUtcNow() + early;
}
