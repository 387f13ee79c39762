using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers calls of one message each way. The message is read inside the method's middleware.</summary>
sealed class GrpcUnary(Method method, GrpcServing serving) : GrpcMethod(method, serving)
{
    readonly TimeSpan? limit = serving.Options.Timeout == Timeout.InfiniteTimeSpan ? null : serving.Options.Timeout;

    internal override Task Answer(HttpContext context, GrpcHead head)
    {
        var call = new UnaryCall(this, context, head);
        return call.RunAsync((head.Timeout < limit ? head.Timeout : limit ?? head.Timeout) is { } wait ? Serving.Due(wait) : null, head.Travelling);
    }

    /// <summary>Sends how it ended.</summary>
    internal Task Send(HttpContext context, string accepts, Call? call, Fin<Reply> end)
    {
        var trailers = Headers.Empty;
        var headers = call?.Freeze(out trailers) ?? Headers.Empty;
        var error = end.IsFail ? end.Failed : Send(context, accepts, headers, trailers, end.Succeeded);
        return error is null ? Task.CompletedTask : Fail(context, accepts, error, headers, trailers);
    }

    Task Fail(HttpContext context, string accepts, Error error, Headers headers, Headers trailers)
    {
        var first = GrpcReplyHead.Of(headers, accepts, Serving.Options);
        var last = GrpcMetadata.ToWire(trailers, Serving.Options.MaxMetadata);
        if ((first.IsFail ? first.Failed : last.IsFail ? last.Failed : null) is { } refused && refused != error) Unsent(refused);
        return GrpcAnswer.Fail(context, error, first.IsSucc ? first.Succeeded.Fields : Headers.Empty, last.IfFail(static _ => Headers.Empty), false);
    }

    // Null when it was sent; else nothing was.
    Error? Send(HttpContext context, string accepts, Headers headers, Headers trailers, Reply reply)
    {
        if (GrpcReplyHead.Refused(reply) is { } refused) return refused;
        var first = GrpcReplyHead.Of(headers.Merge(reply.Headers), accepts, Serving.Options);
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
