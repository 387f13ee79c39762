using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>One call of one message each way. It is its message, its token and what <c>currentCall</c> finds, each made when somebody asks for it: most calls ask for the message only, and never wait.</summary>
sealed partial class UnaryCall(GrpcUnary method, HttpContext context, in GrpcHead head) : Unread, IMessageSource, ILateToken, IEnvItem<Call>
{
    readonly GrpcConnection connection = head.Connection;
    readonly Headers metadata = head.Metadata;
    readonly MessageEncoding? encoding = head.Encoding;
    readonly string accepts = head.Accepts;
    Env env = null!;
    UnaryEnd? end;
    Call? call;

    object IEnvItem.Key => Call.Key;

    IEnvItem? IEnvItem.Next => method.Serving.Env.Items;

    Call IEnvItem<Call>.Value => Volatile.Read(ref call) ?? Made();

    bool ILateToken.IsFired => Volatile.Read(ref end) is { IsCancellationRequested: true };

    CancellationToken ILateToken.Token => Volatile.Read(ref end)?.Fires ?? End()?.Fires ?? CancellationToken.None;

    internal Task RunAsync(DateTimeOffset? due, Headers travelling)
    {
        env = method.Serving.Env.Within(this, due, this);
        var run = Handle().RunAsync(travelling.Count > 0 ? env.With(MetadataKey, travelling) : env);
        if (!run.IsCompleted || !TryClose()) return new UnaryWait(this, End()!, run).Begin();
        return end is null ? Send(run.Result) : Told(end, run.Result);
    }

    /// <summary>Answers a call that waited.</summary>
    internal async Task AnswerAsync(UnaryEnd end, Fin<Reply> with)
    {
        var unread = IsReading;
        await CloseAsync().ConfigureAwait(false);
        await Told(end, with).ConfigureAwait(false);
        if (with.IsFail && unread) await GrpcAnswer.Abandon(context).ConfigureAwait(false);
    }

    /// <summary>How the run ended when the call had been cut. What says no more than its caller was told is no news: a handler may heed the deadline itself.</summary>
    internal void Late(Fin<Reply> late, Error cut)
    {
        if (late.IsFail && !late.Failed.Is(Error.Cancelled) && !(late.Failed.Is(cut) && late.Failed.Others.Count == 0)) method.Serving.Env.Unhandled(late.Failed);
    }

    // Somebody may have left, or ended it, while it ran.
    Task Told(UnaryEnd end, Fin<Reply> with)
    {
        if (end.Ran() is { } cut)
        {
            Late(with, cut);
            with = cut;
        }

        end.Over();
        if (!context.RequestAborted.IsCancellationRequested) return Send(with);
        if (with.IsFail) method.Log(call, with.Failed);
        return Task.CompletedTask;
    }

    Task Send(Fin<Reply> with)
    {
        if (with.IsFail) method.Log(call, with.Failed);
        return method.Send(context, accepts, call, with);
    }

    Eff<Reply> Handle()
    {
        try
        {
            return method.Method.Call(new Request(method.Method.Operation, this, metadata) { Method = method.Method });
        }
        catch (Exception e)
        {
            return Error.From(e);
        }
    }

    // Null when the call is over: then it has no end any more that anybody would be told.
    UnaryEnd? End()
    {
        lock (this) return end ??= closed ? null : new UnaryEnd(env, method.Serving, context.RequestAborted);
    }

    Call Made()
    {
        lock (this)
        {
            if (call is not null) return call;
            var made = method.CallOf(connection, metadata, this);
            if (closed) made.Freeze(out _);
            return call = made;
        }
    }
}
