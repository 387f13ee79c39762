namespace Kratos.Reactive;

/// <summary>One node of a fleet and the client of it, which is made when it is first needed, and given back when the node has left and the last call on it has ended.</summary>
sealed class FleetLink
{
    readonly FleetPlan plan;
    readonly FleetStates states;
    readonly Lock gate = new();
    readonly Alarm alarm;
    readonly Action<FleetLink> gone;
    readonly TaskCompletionSource closed = new();
    readonly SingleAssignmentDisposable watching = new();
    Task<Fin<Client>>? opened;
    Eff<Unit>? release;
    ConnectionState? state = ConnectionState.Idle;
    int calls;
    bool leaving, over;

    internal FleetLink(Node node, FleetPlan plan, FleetStates states, FleetHorizon horizon, Action<FleetLink> gone)
    {
        (Node, this.plan, this.states, this.gone) = (node, plan, states, gone);
        Reach = new(plan.Options.Avoid, horizon, plan.Env);
        alarm = new(plan.Env.Time, static self => ((FleetLink)self).TooLong(), this);
        states.Moved(null, state);
    }

    internal Node Node { get; }

    /// <summary>Whether it can be reached.</summary>
    internal FleetReach Reach { get; }

    /// <summary>Ends when the client is given back.</summary>
    internal Task Closed => closed.Task;

    /// <summary>Whether this is what is listed there now.</summary>
    internal bool Is(Node node) => Node.Instance.Id == node.Instance.Id && Node.Endpoint == node.Endpoint;

    /// <summary>A call begins; false when the node has left.</summary>
    internal bool TryBegin()
    {
        lock (gate)
        {
            if (leaving) return false;
            calls++;
            return true;
        }
    }

    /// <summary>A call has ended.</summary>
    internal void End()
    {
        bool last;
        lock (gate) last = --calls == 0 && leaving;
        if (last) Close();
    }

    /// <summary>The client, which is made now if it was not. What could not be made is tried again by the next call.</summary>
    internal ValueTask<Fin<Client>> Client()
    {
        TaskCompletionSource<Fin<Client>> mine;
        lock (gate)
        {
            if (opened is not null) return opened.IsCompleted ? new(opened.Result) : new(opened);
            mine = new();
            opened = mine.Task;
        }

        _ = Open(mine);
        return new(mine.Task);
    }

    /// <summary>The node is gone from the list: no call begins, and when the last has ended, or after so long, the client is given back.</summary>
    internal void Leave(TimeSpan drain)
    {
        bool idle;
        lock (gate)
        {
            if (leaving) return;
            leaving = true;
            idle = calls == 0;
        }

        if (idle) Close();
        else if (drain >= TimeSpan.Zero) alarm.Set(drain);
    }

    /// <summary>Gives the client back now, whatever goes on.</summary>
    internal void Close()
    {
        Eff<Unit>? held;
        bool opening;
        lock (gate)
        {
            if (over) return;
            (leaving, over, held, opening) = (true, true, release, opened is { IsCompleted: false });
        }

        alarm.Dispose();
        watching.Dispose();
        Moved(null);
        gone(this);
        if (held is not null) _ = Release(held);
        else if (!opening) closed.SetResult();
    }

    async Task Open(TaskCompletionSource<Fin<Client>> mine)
    {
        var held = await unitEff.Bind(_ => plan.At(Node).Allocate).RunAsync(plan.Env).ConfigureAwait(false);
        bool late;
        lock (gate)
        {
            late = over;
            if (held.IsFail) opened = null;
            else if (!late) release = held.Succeeded.Release;
        }

        if (held.IsFail) FleetLog.NotOpened(plan.Options.Log, Node, held.Failed);
        if (late && held.IsFail) closed.SetResult();
        else if (held.IsFail) { }
        else if (late) await Release(held.Succeeded.Release).ConfigureAwait(false);
        else watching.Disposable = held.Succeeded.Value.State.Subscribe(state => Moved(state), error => plan.Env.Unhandled(Error.From(error)));
        mine.SetResult(held.IsSucc ? held.Succeeded.Value : held.Failed with { IsUnsent = true });
    }

    async Task Release(Eff<Unit> held)
    {
        var end = await held.RunAsync(plan.Env).ConfigureAwait(false);
        if (end.IsFail) plan.Env.Unhandled(end.Failed);
        closed.SetResult();
    }

    void Moved(ConnectionState? now)
    {
        ConnectionState? before;
        lock (gate)
        {
            if (over) now = null;
            (before, state) = (state, now);
        }

        if (before != now) states.Moved(before, now);
    }

    void TooLong()
    {
        FleetLog.NotDrained(plan.Options.Log, Node, plan.Options.Drain);
        Close();
    }
}
