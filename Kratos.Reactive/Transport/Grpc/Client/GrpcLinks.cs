using System.Globalization;

namespace Kratos.Reactive;

/// <summary>The connections to one server: how many there are, what state they are in together, and how long to wait after a failure. On the clock of whoever acquired the client.</summary>
sealed class GrpcLinks : IDisposable
{
    readonly GrpcClientOptions options;
    readonly Env env;
    readonly Lock gate = new();
    readonly HashSet<GrpcLink> all = [];
    readonly ToldState state;
    readonly Alarm alarm;
    IEnumerator<TimeSpan>? waits;
    TimeSpan wait;
    Error? down;                            // set from a failure until the next try is due
    TaskCompletionSource? again;            // ends when that is
    bool closed;

    internal GrpcLinks(GrpcClientOptions options, Env env)
    {
        (this.options, this.env, state) = (options, env, new(ConnectionState.Idle, env.Unhandled));
        alarm = new(env.Time, static self => ((GrpcLinks)self).Due(), this);
    }

    internal IObservable<ConnectionState> State => state.Told;

    /// <summary>Whether a call may go on: null when it may. While the last try to connect failed and the next is not due, it waits or is given the failure, as it asks.</summary>
    internal ValueTask<Error?> Ready(WhenDown when, CancellationToken token) =>
        Volatile.Read(ref down) is null && !Volatile.Read(ref closed) ? default : Up(when, token);

    async ValueTask<Error?> Up(WhenDown when, CancellationToken token)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (closed) return CallTime.Closed;
                if (down is null || all.Any(static one => one.IsReady)) return null;
                if (when == WhenDown.Fail) return down;
                next = (again ??= new()).Task;
            }

            try
            {
                await next.WaitAsync(token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return Error.Cancelled;
            }
        }
    }

    /// <summary>A new connection, to be dialled now, or when there may be one more: while the call that wants it waits, others may have room on those that are there.</summary>
    /// <param name="when">What that call asks for when none may be made now.</param>
    /// <param name="token">Fires when it wants none any more.</param>
    /// <exception cref="NotConnected">None may be made: not yet, or not one more.</exception>
    internal async ValueTask<GrpcLink> Begin(WhenDown when, CancellationToken token)
    {
        while (true)
        {
            GrpcLink? made = null;
            Task? next = null;
            lock (gate)
            {
                if (closed) throw new NotConnected(CallTime.Closed);
                var not = down ?? (all.Count >= options.MaxConnections ? TooMany : null);
                if (not is null)
                {
                    made = new(this, options.ConnectTimeout, env);
                    all.Add(made);
                    Judge();
                }
                else
                {
                    if (when == WhenDown.Fail) throw new NotConnected(not);
                    next = (again ??= new()).Task;
                }
            }

            if (made is null)
            {
                await next!.WaitAsync(token).ConfigureAwait(false);
                continue;
            }

            state.Tell(gate);
            return made;
        }
    }

    /// <summary>The other side has answered on a connection: the next failure begins with the shortest wait again.</summary>
    internal void Answered()
    {
        lock (gate)
        {
            waits?.Dispose();
            (waits, down) = (null, null);
            Judge();
        }

        Wake();
    }

    /// <summary>A connection takes no more calls.</summary>
    internal void Leaving()
    {
        lock (gate) Judge();
        Wake();
    }

    /// <summary>A connection is gone; with <paramref name="failure"/> if it never was one.</summary>
    internal void Gone(GrpcLink one, Error? failure)
    {
        lock (gate)
        {
            if (!all.Remove(one)) return;
            if (failure is not null && !closed)
            {
                down = failure;
                var left = one.Begun + NextWait() - env.Time.GetUtcNow();
                if (left > TimeSpan.Zero) alarm.Set(left);
                else down = null;
            }

            Judge(failed: failure is not null);
        }

        Wake();
    }

    public void Dispose()
    {
        GrpcLink[] open;
        lock (gate)
        {
            if (closed) return;
            closed = true;
            open = [.. all];
            Judge();
        }

        alarm.Dispose();
        foreach (var one in open) one.Dispose();
        Wake();
    }

    void Due()
    {
        lock (gate)
        {
            down = null;
            Judge();
        }

        Wake();
    }

    // Under the lock.
    void Judge(bool failed = false)
    {
        if (closed) state.Set(ConnectionState.Shutdown);
        else if (all.Any(static one => one.IsReady)) state.Set(ConnectionState.Ready);
        else
        {
            if (failed) state.Set(ConnectionState.TransientFailure);        // however short
            if (down is null) state.Set(all.Any(static one => one.IsBegun) ? ConnectionState.Connecting : ConnectionState.Idle);
            else state.Set(ConnectionState.TransientFailure);
        }
    }

    void Wake()
    {
        TaskCompletionSource? waiting;
        lock (gate) (waiting, again) = (again, null);
        state.Tell(gate);
        waiting?.TrySetResult();
    }

    TimeSpan NextWait()
    {
        waits ??= options.Reconnect.Waits(env).GetEnumerator();
        if (waits.MoveNext()) wait = waits.Current;
        return wait;
    }

    Error TooMany => Error.TooManyRequests("CONNECTIONS_EXHAUSTED", string.Create(CultureInfo.InvariantCulture, $"there are {options.MaxConnections} connections, and no more may be made"));
}
