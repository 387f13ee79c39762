namespace Kratos.Reactive;

/// <summary>Whether more is wanted: there is room while none of the places that belong to it is full. A streaming call has one, in its environment.</summary>
/// <remarks>A place that is full in this demand is full in the <paramref name="outer"/> one too.</remarks>
sealed class Demand(Demand? outer = null)
{
    internal static readonly EnvKey<Demand> Key = new("the demand of a stream");

    readonly Lock gate = new();
    int full;
    Action? waiting;

    internal static Demand? Of(Env env) => env.TryFind(Key, out var demand) ? demand : null;

    internal bool HasRoom => Volatile.Read(ref full) == 0;

    /// <summary>One more place is full. Calls nobody.</summary>
    internal void Close()
    {
        lock (gate) full++;
        outer?.Close();
    }

    /// <summary>One place has room again. Calls those who wait: not to be called under a lock.</summary>
    internal void Open()
    {
        Action? resume = null;
        lock (gate)
        {
            if (--full == 0) (resume, waiting) = (waiting, null);
        }

        resume?.Invoke();
        outer?.Open();
    }

    /// <summary>True when <paramref name="resume"/> will be called once, when there is room; false when there is room now. It should only schedule: the consumer is the one who calls.</summary>
    internal bool Waits(Action resume)
    {
        lock (gate)
        {
            if (full == 0) return false;
            waiting += resume;
            return true;
        }
    }

    /// <summary>Waits until there is room, or until told to stop. Goes on as work of the scheduler: the consumer who made the room is not held up.</summary>
    internal async ValueTask Room(IScheduler on, CancellationToken token)
    {
        while (!HasRoom && !token.IsCancellationRequested)
        {
            var room = new TaskCompletionSource();
            Action resume = () => on.Schedule(room, static (_, room) =>
            {
                room.TrySetResult();
                return Disposable.Empty;
            });
            if (!Waits(resume)) return;
            var told = token.UnsafeRegister(static room => ((TaskCompletionSource)room!).TrySetResult(), room);
            await room.Task.ConfigureAwait(false);
            told.Unregister();
            lock (gate) waiting -= resume;
        }
    }
}
