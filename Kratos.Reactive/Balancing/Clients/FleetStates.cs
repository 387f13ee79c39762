namespace Kratos.Reactive;

/// <summary>The state of a client of many nodes, made of theirs: the best that one of them has. Source: grpc/grpc doc/load-balancing.md (round robin).</summary>
sealed class FleetStates(Env env)
{
    static readonly ConnectionState[] best = [ConnectionState.Ready, ConnectionState.Connecting, ConnectionState.Idle];

    readonly Lock gate = new();
    readonly ToldState told = new(ConnectionState.Connecting, env.Unhandled);
    readonly int[] counts = new int[Enum.GetValues<ConnectionState>().Length];
    bool known, closed;

    internal IObservable<ConnectionState> Told => told.Told;

    /// <summary>A node went from one state to another; null for not being there.</summary>
    internal void Moved(ConnectionState? from, ConnectionState? to)
    {
        lock (gate)
        {
            if (from is { } before) counts[(int)before]--;
            if (to is { } after) counts[(int)after]++;
            Judge();
        }

        told.Tell(gate);
    }

    /// <summary>A list has come. Before that the client is connecting, to the discovery.</summary>
    internal void Known()
    {
        lock (gate)
        {
            known = true;
            Judge();
        }

        told.Tell(gate);
    }

    internal void Close()
    {
        lock (gate)
        {
            closed = true;
            Judge();
        }

        told.Tell(gate);
    }

    void Judge()
    {
        if (closed) told.Set(ConnectionState.Shutdown);
        else if (known) told.Set(Best());
    }

    ConnectionState Best()
    {
        foreach (var state in best)
            if (counts[(int)state] > 0) return state;

        return ConnectionState.TransientFailure;
    }
}
