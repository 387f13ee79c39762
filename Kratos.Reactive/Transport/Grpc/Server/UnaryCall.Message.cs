namespace Kratos.Reactive;

// The one message, read when somebody asks for it; all who ask wait for the same reading. One that is all there already, as most are, is read without anything more.
sealed partial class UnaryCall
{
    MessageReader? reader;
    object? message;
    Error? failure;
    Task<Fin<object>>? reading;
    bool closed;

    /// <inheritdoc/>
    public bool IsCompressed => reader?.IsCompressed ?? false;

    internal override object? Message => Volatile.Read(ref message);

    // While the message is on its way.
    bool IsReading => Volatile.Read(ref reading) is { IsCompleted: false };

    internal override object? TryRead()
    {
        lock (this)
        {
            if (message is null && failure is null && reading is null && !closed) TryWhole();
            return message;
        }
    }

    internal override Eff? Step(Machine machine)
    {
        Task<Fin<object>>? task;
        lock (this)
        {
            if (message is null && failure is null && reading is null)
            {
                if (closed) return machine.Raise(Error.Cancelled);
                if (!TryWhole()) reading = ReadAsync(reader = method.Reader(context.Request.BodyReader, encoding));
            }

            if (message is not null) return machine.Return(message);
            if (failure is not null) return machine.Raise(failure);
            task = reading!;
        }

        return machine.Suspend(new PendingRun<object>(new(task.WaitAsync(machine.Env.Token))));
    }

    // Stops the reading, and waits until it has stopped: nobody reads the pipe any more, which is given back.
    async Task CloseAsync()
    {
        Task<Fin<object>>? task;
        lock (this) (closed, task) = (true, reading);
        if (task is { IsCompleted: false }) reader!.Cancel();
        if (task is not null) await task.ConfigureAwait(false);
        TryClose();
    }

    // Gives the pipe back, which nobody reads from then on. False, and nothing done, while somebody does.
    bool TryClose()
    {
        lock (this)
        {
            if (IsReading) return false;
            closed = true;
            reader?.Release();
            return true;
        }
    }

    // The plain case: the body is all there, and is one message that is not compressed. False, and nothing taken, for every other.
    bool TryWhole()
    {
        try
        {
            var body = context.Request.BodyReader;
            if (!body.TryRead(out var read)) return false;
            var buffer = read.Buffer;
            var whole = read.IsCompleted && !read.IsCanceled && FrameHeader.Read(buffer) is { IsSucc: true, Succeeded: { Compressed: false } header }
                && header.Length <= method.Serving.Options.MaxReceive && header.Length + FrameHeader.Size == buffer.Length;
            if (whole) Ended(MessageReader.Parse(method.Method.InputCodec, buffer.Slice(FrameHeader.Size)));
            body.AdvanceTo(whole ? buffer.End : buffer.Start);
            return whole;
        }
        catch (Exception e)
        {
            Ended(CallerLeft.As(e));
            return true;
        }
    }

    async Task<Fin<object>> ReadAsync(MessageReader from)
    {
        Fin<object> end;
        try
        {
            var one = await from.ReadAsync().ConfigureAwait(false);
            end = one.IsFail ? one.Failed : one.Succeeded is null ? Cardinality.Missing(method.Method.Operation) : Only(one.Succeeded, await from.ReadAsync().ConfigureAwait(false));
        }
        catch (Exception e)
        {
            end = CallerLeft.As(e);
        }

        lock (this) return Ended(end);
    }

    // A message, and then the end; anything else is not what the method takes.
    Fin<object> Only(object one, Fin<object?> next) =>
        next.IsFail ? next.Failed : next.Succeeded is null ? Fin<object>.Succ(one) : Cardinality.NotSingle(method.Method.Operation);

    Fin<object> Ended(Fin<object> with)
    {
        if (with.IsFail) return failure = with.Failed with { IsForeign = with.Failed.Cause is null };
        Volatile.Write(ref message, with.Succeeded);
        return with;
    }
}
