using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Writes the replies of a streaming call as they come: what is there goes out together, and the next is taken when the network has taken that.</summary>
sealed class StreamReplies(GrpcMethod method, HttpContext context, GrpcHead head, Call call)
{
    // So many bytes are written before they are sent, however many messages wait.
    const int MostUnsent = 32 * 1024;

    readonly bool single = method.Method.Shape == MethodShape.ClientStream;
    MessageWriter writer = null!;
    Headers trailers = Headers.Empty;   // of a reply that brings its own
    bool started;
    int unsent;
    int flushing;       // 1 while the network takes what was written, 2 when it is not waited for any more

    /// <summary>True when the caller did not take what was sent before the call was ended from outside.</summary>
    internal bool IsStuck => Volatile.Read(ref flushing) == 2;

    /// <summary>Ended from outside: true when that finds it waiting for the network, for which it does not wait any more then.</summary>
    internal bool GivesUp() => Interlocked.CompareExchange(ref flushing, 2, 1) == 1;

    /// <summary>The network is not waited for any more, now or later.</summary>
    internal void GiveUp() => Volatile.Write(ref flushing, 2);

    /// <summary>Null when all was written; else why not.</summary>
    internal async Task<Error?> WriteAsync(Outlet<object> replies)
    {
        try
        {
            while (await replies.MoveNextAsync().ConfigureAwait(false))
            {
                do
                {
                    if (Write(replies.Current) is { } error) return error;
                    if (unsent >= MostUnsent && !await FlushAsync().ConfigureAwait(false)) return Error.Cancelled;
                }
                while (replies.TryTake());
                if (!single && !await FlushAsync().ConfigureAwait(false)) return Error.Cancelled;
            }

            return single && !started ? Cardinality.NoReply(method.Method.Operation) : null;
        }
        catch (ErrorException e)
        {
            return e.Error;
        }
        catch (Exception e)
        {
            return CallerLeft.As(e);
        }
    }

    /// <summary>The status, and what else follows the messages.</summary>
    internal Task EndAsync(Error? failure)
    {
        var headers = call.Freeze(out var set);
        var last = GrpcMetadata.ToWire(set.Merge(trailers), method.Serving.Options.MaxMetadata);
        var first = started ? Headers.Empty : GrpcReplyHead.Of(headers, head.Accepts, method.Serving.Options).Map(static head => head.Fields);
        if ((first.IsFail ? first.Failed : last.IsFail ? last.Failed : null) is { } refused)
        {
            if (failure is null) failure = refused;
            else if (refused != failure) method.Unsent(refused);
        }

        if (failure is not null) return GrpcAnswer.Fail(context, failure, first.IfFail(static _ => Headers.Empty), last.IfFail(static _ => Headers.Empty), started);
        if (!started) GrpcAnswer.Head(context, first.Value, "");
        GrpcAnswer.Good(context, last.Value);
        return Task.CompletedTask;
    }

    Error? Write(object message)
    {
        if (single && started) return Cardinality.NotOneReply(method.Method.Operation);
        var whole = message as Reply;
        if (whole is not null && GrpcReplyHead.Refused(whole) is { } refused) return refused;
        if (!started && Start(whole is null ? Headers.Empty : GrpcReplyHead.OfCall(whole.Headers)) is { } error) return error;
        if (whole is not null) trailers = trailers.Merge(whole.Trailers);
        var to = whole is not null && GrpcReplyHead.IsPlain(whole.Headers) ? method.Writer("") : writer;
        var written = to.Write(whole?.Message ?? message, context.Response.BodyWriter);
        if (written.IsFail) return written.Failed;
        unsent += written.Succeeded;
        return null;
    }

    Error? Start(Headers more)
    {
        var first = GrpcReplyHead.Of(call.Freeze(out _).Merge(more), head.Accepts, method.Serving.Options);
        if (first.IsFail) return first.Failed;
        GrpcAnswer.Head(context, first.Succeeded.Fields, first.Succeeded.Encoding);
        writer = method.Writer(first.Succeeded.Encoding);
        started = true;
        return null;
    }

    // False when nobody takes it any more.
    async ValueTask<bool> FlushAsync()
    {
        unsent = 0;
        var flush = context.Response.BodyWriter.FlushAsync();
        if (flush.IsCompletedSuccessfully) return !flush.Result.IsCompleted;
        if (Interlocked.CompareExchange(ref flushing, 1, 0) == 2) return false;
        var flushed = await flush.ConfigureAwait(false);
        return Interlocked.CompareExchange(ref flushing, 0, 1) == 1 && !flushed.IsCompleted;
    }
}
