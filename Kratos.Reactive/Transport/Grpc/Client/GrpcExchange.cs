using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>A call that is answered: its messages, read one by one as they are asked for, then its end. What is not read to the end is reset when this is disposed.</summary>
sealed class GrpcExchange : IDisposable
{
    readonly HttpResponseMessage response;
    readonly ReplyPipe pipe;
    readonly MessageReader reader;
    readonly CallTime time;

    internal GrpcExchange(HttpResponseMessage response, Stream body, MessageCodec codec, GrpcCallOptions options, CallTime time)
    {
        (this.response, this.time) = (response, time);
        pipe = new(body, time.Token);
        reader = new(pipe, codec, Answer.Encoding, options.MaxReceive);
    }

    internal IMessageSource Messages => reader;

    internal GrpcReceived Answer => new(response);

    /// <summary>The next message; null when there is no more, and <see cref="End"/> says how it ended.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<Fin<object?>> Next()
    {
        if (time.Why is { } why) return why;
        try
        {
            var next = reader.TryRead() ?? await reader.ReadAsync().ConfigureAwait(false);
            return next.IsSucc ? next : time.Told(Answer.Failed() ?? next.Failed);
        }
        catch (Exception e)
        {
            return time.Told(GrpcFaults.Of(e));
        }
    }

    /// <summary>How it ended, once all messages are read.</summary>
    internal GrpcFailure End()
    {
        var end = Answer.Late();
        return end.Error is { } error ? end with { Error = time.Told(error) } : end;
    }

    public void Dispose()
    {
        pipe.Complete();
        response.Dispose();
    }
}
