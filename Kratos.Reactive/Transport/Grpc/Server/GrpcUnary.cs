using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers calls of one message each way. The message is read inside the method's middleware.</summary>
sealed class GrpcUnary(Method method, GrpcServing serving) : GrpcMethod(method, serving)
{
    readonly TimeSpan? limit = serving.Options.Timeout == Timeout.InfiniteTimeSpan ? null : serving.Options.Timeout;

    internal override Task Answer(HttpContext context, GrpcHead head)
    {
        var message = new UnaryMessage(context.Request.BodyReader, this, head.Encoding);
        var call = CallOf(context, head, message);
        var scope = new CancellationTokenSource();
        var env = Serving.Env.Within(scope.Token, null, Call.Key, call);
        if (head.Travelling.Count > 0) env = env.With(MetadataKey, head.Travelling);

        var work = Handle(new Request(Method.Operation, message, head.Metadata) { Method = Method });
        if ((head.Timeout < limit ? head.Timeout : limit ?? head.Timeout) is { } wait) work = work.Timeout(wait);
        var run = work.RunAsync(env);
        if (!run.IsCompleted || message.IsReading) return Later(context, head, call, message, run, scope);
        message.Release();
        return Send(context, head, call, run.Result, scope.Token);
    }

    Eff<Reply> Handle(Request request)
    {
        try
        {
            return Method.Call(request);
        }
        catch (Exception e)
        {
            return Error.From(e);
        }
    }

    // Only a call that waits is told that its caller left, or that the server stops: to listen for that costs more than most calls that do not wait.
    async Task Later(HttpContext context, GrpcHead head, Call call, UnaryMessage message, ValueTask<Fin<Reply>> run, CancellationTokenSource scope)
    {
        var left = context.RequestAborted.UnsafeRegister(_ => scope.Tell(Serving.Env), null);
        var end = await new UnaryEnd(Serving).Of(run).ConfigureAwait(false);
        var unread = message.IsReading;
        await message.CloseAsync().ConfigureAwait(false);
        await Send(context, head, call, end, context.RequestAborted).ConfigureAwait(false);
        left.Unregister();
        if (end.IsFail && unread) await GrpcAnswer.Abandon(context).ConfigureAwait(false);
        if (end.IsFail && ReferenceEquals(end.Failed, GrpcServing.Stopped)) scope.Tell(Serving.Env);
    }

    Task Send(HttpContext context, in GrpcHead head, Call call, Fin<Reply> end, CancellationToken left)
    {
        if (end.IsFail) Log(call, end.Failed);
        if (left.IsCancellationRequested) return Task.CompletedTask;
        var headers = call.Freeze(out var trailers);
        var error = end.IsFail ? end.Failed : Send(context, head, headers, trailers, end.Succeeded);
        return error is null ? Task.CompletedTask : Fail(context, head, error, headers, trailers);
    }

    Task Fail(HttpContext context, in GrpcHead head, Error error, Headers headers, Headers trailers)
    {
        var first = GrpcReplyHead.Of(headers, head, Serving.Options);
        var last = GrpcMetadata.ToWire(trailers, Serving.Options.MaxMetadata);
        if ((first.IsFail ? first.Failed : last.IsFail ? last.Failed : null) is { } refused && !ReferenceEquals(refused, error)) GrpcLog.Unsent(Serving.Log, Method.Operation, refused);
        return GrpcAnswer.Fail(context, error, first.IsSucc ? first.Succeeded.Fields : Headers.Empty, last.IfFail(static _ => Headers.Empty), false);
    }

    // Null when it was sent; else nothing was.
    Error? Send(HttpContext context, in GrpcHead head, Headers headers, Headers trailers, Reply reply)
    {
        var first = GrpcReplyHead.Of(headers.Merge(reply.Headers), head, Serving.Options);
        if (first.IsFail) return first.Failed;
        var last = GrpcMetadata.ToWire(trailers.Merge(reply.Trailers), Serving.Options.MaxMetadata);
        if (last.IsFail) return last.Failed;
        var written = Writer(first.Succeeded.Encoding).Write(reply.Message, context.Response.BodyWriter);
        if (written.IsFail) return written.Failed;
        GrpcAnswer.Head(context, first.Succeeded.Fields, first.Succeeded.Encoding);
        GrpcAnswer.Good(context, last.Succeeded);
        return null;
    }
}
