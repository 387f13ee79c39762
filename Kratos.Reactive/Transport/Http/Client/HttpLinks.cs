namespace Kratos.Reactive;

/// <summary>The connections of one client: how many there are, and what state they are in together. There is no wait between two tries: after a failure the next call makes the next one.</summary>
sealed class HttpLinks(Env env) : IDisposable
{
    readonly Lock gate = new();
    readonly ToldState state = new(ConnectionState.Idle, env.Unhandled);
    int begun;
    int open;
    bool failed;
    bool closed;

    internal IObservable<ConnectionState> State => state.Told;

    /// <summary>One is being made.</summary>
    internal void Begin() => Change(1, 0, false);

    /// <summary>It could not be made.</summary>
    internal void Fail() => Change(-1, 0, true);

    /// <summary>It stands.</summary>
    internal void Open() => Change(-1, 1, false);

    /// <summary>It is gone.</summary>
    internal void Leave() => Change(0, -1, false);

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            state.Set(Now);
        }

        state.Tell(gate);
    }

    ConnectionState Now =>
        closed ? ConnectionState.Shutdown
        : open > 0 ? ConnectionState.Ready
        : begun > 0 ? ConnectionState.Connecting
        : failed ? ConnectionState.TransientFailure
        : ConnectionState.Idle;

    void Change(int begins, int opens, bool fails)
    {
        lock (gate)
        {
            (begun, open, failed) = (begun + begins, open + opens, fails);
            state.Set(Now);
        }

        state.Tell(gate);
    }
}
