using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>A message with a body, read once by whoever asks first; all wait for the same reading.</summary>
abstract class ReadMessage(HttpContext context) : HttpMessage
{
    readonly Lock gate = new();
    CancellationTokenSource? stop;
    Task<Fin<object>>? reading;
    bool closed;

    internal override bool IsReading => reading is { IsCompleted: false };

    internal override Error Blame(Error error) => IsReading && error.Is(Error.TimedOut) ? HttpBody.TooSlow : error;

    internal override Eff<A> Blaming<A>(Eff<A> call) => call.MapFail(Blame);

    internal override Eff? Step(Machine machine)
    {
        var task = Begin();
        if (task is null) return machine.Raise(Error.Cancelled);
        return task.IsCompletedSuccessfully ? machine.End(task.Result) : machine.Suspend(new PendingRun<object>(new(task.WaitAsync(machine.Env.Token))));
    }

    internal override async Task CloseAsync()
    {
        lock (gate) closed = true;
        if (stop is null || reading is null) return;
        if (!reading.IsCompleted) await stop.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        stop.Dispose();
    }

    protected HttpContext Context => context;

    protected abstract Task<Fin<object>> ReadAsync(CancellationToken token);

    Task<Fin<object>>? Begin()
    {
        var first = new TaskCompletionSource<Fin<object>>();
        lock (gate)
        {
            if (reading is not null) return reading;
            if (closed) return null;
            stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            reading = first.Task;
        }

        _ = ReadAsync(first, stop.Token);
        return first.Task;
    }

    async Task ReadAsync(TaskCompletionSource<Fin<object>> first, CancellationToken token)
    {
        Fin<object> end;
        try
        {
            end = Known(await ReadAsync(token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            end = Error.From(e);
        }

        first.SetResult(end);
    }
}

/// <summary>A message that is its body, read whole.</summary>
sealed class BodyMessage(HttpContext context, BodyBinder binder, BindingSource source, HttpOptions options) : ReadMessage(context)
{
    bool leavesRest;

    internal override bool LeavesRest => Volatile.Read(ref leavesRest);

    protected override async Task<Fin<object>> ReadAsync(CancellationToken token)
    {
        var codec = binder.CodecOf(Context.Request.Headers);
        if (codec is { IsSucc: true, Succeeded.Coding: MultipartCoding })
        {
            var form = await FormMessage.ReadAsync(new BodyStream(Context.Request, options.MaxBody), Context.Request, binder, source, options.Uploads, options.MaxBody, token).ConfigureAwait(false);
            if (form.IsFail) Volatile.Write(ref leavesRest, true);
            return form;
        }

        var read = await HttpBody.ReadAsync(Context.Request, codec.IsFail ? codec.Failed : null, options.MaxBody, token).ConfigureAwait(false);
        using var body = read.IsSucc ? read.Succeeded : null;
        if (read.IsFail && read.Failed.Code != StatusCodes.Status415UnsupportedMediaType) Volatile.Write(ref leavesRest, true);
        return body is null ? read.Failed : codec.IsFail ? binder.Bind(source) : binder.Bind(codec.Succeeded, source, body.Bytes);
    }
}
