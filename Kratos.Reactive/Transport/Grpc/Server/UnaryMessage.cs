namespace Kratos.Reactive;

/// <summary>The one message of a call, read when somebody asks for it; all who ask wait for the same reading.</summary>
sealed class UnaryMessage(MessageReader reader, Operation operation) : Unread
{
    object? first;      // a message, while it is not known whether it is the only one
    object? message;
    Error? failure;
    Task<Fin<object>>? reading;
    bool closed;

    internal override object? Message => Volatile.Read(ref message);

    /// <summary>True while the message is on its way.</summary>
    internal bool IsReading => Volatile.Read(ref reading) is { IsCompleted: false };

    internal override Eff? Step(Machine machine)
    {
        Task<Fin<object>>? task;
        lock (reader)
        {
            if (message is null && failure is null && reading is null)
            {
                if (closed) return machine.Raise(Error.Cancelled);
                if (TryRead() is { } now) Ended(now);
                else reading = ReadAsync();
            }

            if (message is not null) return machine.Return(message);
            if (failure is not null) return machine.Raise(failure);
            task = reading!;
        }

        return machine.Suspend(new PendingRun<object>(new(task.WaitAsync(machine.Env.Token))));
    }

    /// <summary>Gives the pipe back, which nobody reads any more.</summary>
    internal void Release()
    {
        lock (reader)
        {
            closed = true;
            reader.Release();
        }
    }

    /// <summary>Stops the reading, and waits until it has stopped.</summary>
    internal async Task CloseAsync()
    {
        Task<Fin<object>>? task;
        lock (reader) (closed, task) = (true, reading);
        if (task is { IsCompleted: false }) reader.Cancel();
        if (task is not null) await task.ConfigureAwait(false);
        Release();
    }

    Fin<object> Ended(Fin<object> with)
    {
        if (with.IsSucc) Volatile.Write(ref message, with.Succeeded);
        else failure = with.Failed;
        return with;
    }

    Fin<object>? TryRead()
    {
        try
        {
            if (reader.TryRead() is not { } one) return null;
            if (IsEnd(one)) return Judge(one, one);
            if (reader.TryRead() is { } two) return Judge(one, two);
            first = one.Succeeded;
            return null;
        }
        catch (Exception e)
        {
            return CallerLeft(e);
        }
    }

    async Task<Fin<object>> ReadAsync()
    {
        try
        {
            var one = first is null ? await reader.ReadAsync().ConfigureAwait(false) : Fin<object?>.Succ(first);
            var two = IsEnd(one) ? one : await reader.ReadAsync().ConfigureAwait(false);
            lock (reader) return Ended(Judge(one, two));
        }
        catch (Exception e)
        {
            lock (reader) return Ended(CallerLeft(e));
        }
    }

    static bool IsEnd(Fin<object?> read) => read.IsFail || read.Succeeded is null;

    // A message, and then the end; anything else is not what the method takes.
    Fin<object> Judge(Fin<object?> one, Fin<object?> two)
    {
        if (one.IsFail) return one.Failed;
        if (one.Succeeded is not { } message) return Cardinality.Missing(operation);
        if (two.IsFail) return two.Failed;
        return two.Succeeded is null ? Fin<object>.Succ(message) : Cardinality.NotSingle(operation);
    }

    /// <summary>What a request's body throws when it ends before its end: the caller left, whatever the exception.</summary>
    internal static Error CallerLeft(Exception e) => e is IOException or OperationCanceledException ? Error.Cancelled with { Cause = e } : Error.From(e);
}
