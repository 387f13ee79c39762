using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>One call of many messages: requests are pulled from the wire while there is room for them, replies are written as they come, and neither side gets ahead of the other.</summary>
sealed class StreamCall
{
    // For a caller to take what was sent before the end that it is cut by, which would wait behind that.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly GrpcMethod method;
    readonly HttpContext context;
    readonly GrpcHead head;
    readonly Call call;
    readonly StreamMessages messages;
    readonly StreamReplies writing;
    readonly CancellationTokenSource scope;
    readonly Env env;
    readonly Lock gate = new();
    Error? cut;         // why it is ended from outside
    bool over;
    bool answered;
    Alarm? last;

    internal StreamCall(GrpcMethod method, HttpContext context, GrpcHead head)
    {
        (this.method, this.context, this.head) = (method, context, head);
        var reader = method.Reader(context.Request.BodyReader, head.Encoding);
        call = method.CallOf(head.Connection, head.Metadata, reader);
        messages = new(reader, method.Method.Shape == MethodShape.ServerStream, method.Method.Operation);
        writing = new(method, context, head, call);
        scope = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var app = method.Serving.Env;
        env = app.Within(scope.Token, head.Timeout is { } wait ? method.Serving.Due(wait) : null).With(Call.Key, call).With(Demand.Key, new Demand());
        if (head.Travelling.Count > 0) env = env.With(MetadataKey, head.Travelling);
    }

    internal async Task RunAsync()
    {
        using var alarm = head.Timeout is null ? null : new Alarm(env.Time, static self => ((StreamCall)self).Cut(Error.TimedOut), this);
        if (head.Timeout is { } wait) alarm!.Set(wait);
        var told = method.Serving.Cutting.UnsafeRegister(static self => ((StreamCall)self!).Cut(GrpcServing.Stopped), this);
        var opening = new Request(method.Method.Operation, Unit.Default) { Headers = head.Metadata, Method = method.Method };
        var replies = Outlet<object>.Paced(env => method.Method.Stream(opening, messages.ToObservable(this.env), env), method.Serving.Options.Backpressure, env);
        var failure = await writing.WriteAsync(replies).ConfigureAwait(false);

        lock (gate) over = true;
        told.Unregister();
        await replies.DisposeAsync().ConfigureAwait(false);
        // A handler that is busy with a message does not hold up the answer, only the stream's number.
        await EndAsync(cut ?? failure).ConfigureAwait(false);
        lock (gate) answered = true;
        last?.Dispose();
        await messages.CloseAsync().ConfigureAwait(false);
        scope.Tell(env);
        scope.Dispose();
    }

    async Task EndAsync(Error? failure)
    {
        if (failure is not null) method.Log(call, failure);
        if (writing.IsStuck || context.RequestAborted.IsCancellationRequested) return;
        await writing.EndAsync(failure).ConfigureAwait(false);
        if (cut is not null) await GrpcAnswer.Abandon(context).ConfigureAwait(false);
    }

    // From the clock, or from the server that stops: the call ends now, whatever its handler does.
    void Cut(Error error)
    {
        lock (gate)
        {
            if (over || cut is not null) return;
            cut = error;
            if (writing.GivesUp()) GrpcAnswer.Reset(context);      // a status would wait behind what the caller does not read
            else (last = new(env.Time, static self => ((StreamCall)self).Leave(), this)).Set(Patience);
        }

        scope.Tell(env);
    }

    // It was about to be written to when it was cut, and its caller does not read that either.
    void Leave()
    {
        lock (gate)
        {
            if (answered) return;
            writing.GiveUp();
            GrpcAnswer.Reset(context);
        }
    }
}
