using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The message of an HTTP request, read when somebody asks for it: after the middleware that does not need it, and inside the middleware that covers its failure.</summary>
abstract class HttpMessage : Unread
{
    object? message;

    internal override object? Message => Volatile.Read(ref message);

    /// <summary>True while the body is being read.</summary>
    internal virtual bool IsReading => false;

    /// <summary>The failure, or 408 in place of a deadline that passed while the body was still on its way.</summary>
    internal virtual Error Blame(Error error) => error;

    internal static HttpMessage Of(HttpContext context, BodyBinder binder, RouteTemplate template, long maxBody)
    {
        if (binder.TakesBody) HttpBody.Unlimit(context);
        var source = new BindingSource(RawSegments.Of(context, template), context.Request.QueryString.Value ?? "", binder.TakesRaw ? context.Request.ContentType ?? "" : "");
        return binder.TakesBody && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false }
            ? new BodyMessage(context, binder, source, maxBody)
            : new PlainMessage(binder, source);
    }

    /// <summary>True when an unknown amount of the body is left behind: the connection cannot be used again.</summary>
    internal virtual bool LeavesRest => false;

    /// <summary>Stops the reading, and waits until it has stopped; later questions are answered with what is known.</summary>
    internal virtual Task CloseAsync() => Task.CompletedTask;

    protected Fin<object> Known(Fin<object> end)
    {
        if (end.IsSucc) Volatile.Write(ref message, end.Succeeded);
        return end;
    }
}

/// <summary>A message without a body: nothing is waited for.</summary>
sealed class PlainMessage(BodyBinder binder, BindingSource source) : HttpMessage
{
    internal override Eff? Step(Machine machine) => Message is { } known ? machine.Return(known) : machine.End(Known(binder.Bind(source)));
}

/// <summary>A message with a body, read once by whoever asks first; all wait for the same reading.</summary>
sealed class BodyMessage(HttpContext context, BodyBinder binder, BindingSource source, long maxBody) : HttpMessage
{
    readonly Lock gate = new();
    CancellationTokenSource? stop;
    Task<Fin<object>>? reading;
    bool closed;
    bool leavesRest;

    internal override bool LeavesRest => Volatile.Read(ref leavesRest);

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
            var codec = binder.CodecOf(context.Request.Headers);
            var read = await HttpBody.ReadAsync(context.Request, codec.IsFail ? codec.Failed : null, maxBody, token).ConfigureAwait(false);
            using var body = read.IsSucc ? read.Succeeded : null;
            if (read.IsFail && read.Failed.Code != StatusCodes.Status415UnsupportedMediaType) Volatile.Write(ref leavesRest, true);
            end = body is null ? read.Failed : Known(codec.IsFail ? binder.Bind(source) : binder.Bind(codec.Succeeded, source, body.Bytes));
        }
        catch (Exception e)
        {
            end = Error.From(e);
        }

        first.SetResult(end);
    }
}
