namespace Kratos.Reactive;

/// <summary>One try of a call: a node that was picked for it, and what is learnt from how it ends.</summary>
readonly struct FleetTurn(FleetLink link, Picked picked, long began)
{
    internal Node Node => link.Node;

    /// <summary>True when it was picked though it cannot be reached, for want of another.</summary>
    internal bool IsLast => link.Reach.Until > began;

    internal ValueTask<Fin<Client>> Client()
    {
        link.Reach.Trying(began);
        return link.Client();
    }

    /// <summary>It is not made after all.</summary>
    internal void Drop()
    {
        picked.Done<Unit>(Error.Cancelled);
        link.End();
    }

    /// <summary>How it ended, or that it began to be answered. The call goes on until <see cref="Over"/>.</summary>
    internal void Told<A>(Fin<A> end, Env env)
    {
        var judged = NodeFault.Judged(end, picked.Age, env);
        picked.Done(judged);
        if (judged.IsSucc) link.Reach.Reached();
        else if (!judged.Error.IsUnsent) Answered(judged.Error);
        else link.Reach.Failed(began);
    }

    /// <summary>Nothing of it goes on any more.</summary>
    internal void Over() => link.End();

    // What ended here says nothing of it.
    void Answered(Error error)
    {
        if (error.Code is not (499 or 503 or 504)) link.Reach.Reached();
    }
}
