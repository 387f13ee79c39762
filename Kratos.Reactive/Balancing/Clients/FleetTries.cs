namespace Kratos.Reactive;

/// <summary>The tries of one call so far.</summary>
sealed class FleetTries(Env env)
{
    int unsent;

    /// <summary>The same, as the transport of a node sees it.</summary>
    internal Attempts Attempts { get; } = new(env);

    /// <summary>The address of the node that was tried last, which is not tried again if there is another.</summary>
    internal string? Tried { get; private set; }

    /// <summary>How the last try failed, if the node surely never saw it.</summary>
    internal Error? Last { get; private set; }

    /// <summary>After a node that could not be reached, one that cannot either will not do.</summary>
    internal bool MayGoTo(FleetTurn turn) => Last is null || (unsent < FleetCalls.MostNodes && !turn.IsLast);

    /// <summary>It has waited: it may go round again.</summary>
    internal void Waited() => unsent = 0;

    /// <summary>Whether a try is followed by another.</summary>
    internal bool IsFollowed<A>(FleetTurn turn, Fin<A> end)
    {
        (Tried, Last) = (turn.Node.Address, null);
        if (end.IsSucc) return false;
        if (!end.Failed.IsUnsent) return Attempts.Again;
        unsent++;
        Last = end.Failed;
        return true;
    }

    /// <summary>No more comes back.</summary>
    internal void Over()
    {
        if (env.TryFind(ReplyFields.Key, out var fields)) fields.Over();
    }
}
