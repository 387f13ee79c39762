using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>One call that goes out, with all its tries.</summary>
sealed class GrpcOut : IDisposable
{
    readonly GrpcChannel channel;
    readonly GrpcTries tries;
    readonly Headers metadata;
    readonly Uri address;
    readonly Env env;
    readonly ReplyFields? fields;
    readonly Attempts? attempts;
    readonly WhenDown whenDown;

    GrpcOut(GrpcChannel channel, Method method, GrpcCallOptions options, Uri address, Headers metadata, Attempts? attempts, Env env)
    {
        (this.channel, Method, Options, this.address, this.metadata, this.attempts, this.env) = (channel, method, options, address, metadata, attempts, env);
        whenDown = attempts is null ? options.WhenDown : WhenDown.Fail;     // there may be other nodes
        Time = new(env, attempts?.Left(options.Timeout) ?? options.Timeout, channel.Closed);
        tries = attempts?.Tries(() => new GrpcTries(options, env)) ?? new(options, env);
        Writer = new(method.InputCodec, GrpcOutgoing.Packing(options), options.MaxSend);
        fields = env.TryFind(ReplyFields.Key, out var cell) ? cell : null;
    }

    internal Method Method { get; }

    internal GrpcCallOptions Options { get; }

    internal CallTime Time { get; }

    internal MessageWriter Writer { get; }

    /// <summary>What is wrong with the request is found here, before anything is sent.</summary>
    internal static Fin<GrpcOut> Open(GrpcChannel channel, Request request, Env env)
    {
        if (request.Method is not { } method) return Error.Internal("METHOD_MISSING", $"a client of gRPC cannot write the message of {request.Operation}: Request.Method says how, and is not set");
        var options = GrpcCallOptions.Of(channel.Options, env);
        if (!ReferenceEquals(options, channel.Options.Call) && GrpcClientLimits.Fault(options) is { } fault) return Error.Internal("BAD_OPTION", fault);
        var address = channel.Outgoing.Address(request.Operation);
        if (address.IsFail) return address.Failed;
        var metadata = GrpcOutgoing.Metadata(request, env, options.MaxMetadata);
        return metadata.IsSucc ? new GrpcOut(channel, method, options, address.Succeeded, metadata.Succeeded, request.Attempts, env) : metadata.Failed;
    }

    /// <summary>Sends one message, as often as it takes, until an answer begins. Null when it ended well without one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<Fin<GrpcExchange?>> Send(object message)
    {
        while (true)
        {
            var bytes = new PooledBuffer(0);
            var written = Writer.Write(message, bytes);
            if (written.IsFail)
            {
                bytes.Dispose();
                return written.Failed;
            }

            var (exchange, failure) = await Try(new MessageContent(bytes)).ConfigureAwait(false);
            if (exchange is not null) return exchange;
            if (!await Again(failure!).ConfigureAwait(false)) return Unanswered(failure!);
        }
    }

    /// <summary>Sends many, until an answer begins. Once a message was asked for, there is no other try.</summary>
    internal async ValueTask<Fin<GrpcExchange?>> Send(IObservable<object> messages)
    {
        while (true)
        {
            var content = new PushContent(messages, channel.Options.Requests, Write, env, Time);
            var (exchange, failure) = await Try(content).ConfigureAwait(false);
            if (exchange is not null) return exchange;
            var end = failure! with { Committed = content.Pulled || !failure.Unsent, Unsent = failure.Unsent && !content.Pulled, Refused = failure.Refused && !content.Pulled };
            if (!await Again(end).ConfigureAwait(false)) return Unanswered(end);
        }
    }

    // A whole request among many messages: its header fields say whether it is compressed like the others.
    Fin<int> Write(object message, PooledBuffer to) => message is not Request whole ? Writer.Write(message, to)
        : GrpcReplyHead.IsPlain(whole.Headers) ? new MessageWriter(Method.InputCodec, null, Options.MaxSend).Write(whole.Message, to)
        : Writer.Write(whole.Message, to);

    /// <summary>The trailers, kept where the caller looks for them.</summary>
    internal Headers Ended(GrpcFailure end)
    {
        if (end.Trailers is not { } trailers) return Headers.Empty;
        fields?.Ended(trailers);
        return trailers;
    }

    // True for another try here.
    async ValueTask<bool> Again(GrpcFailure failure) => await tries.Again(failure, Time).ConfigureAwait(false) && attempts?.Repeat() is not true;

    Fin<GrpcExchange?> Unanswered(GrpcFailure end)
    {
        if (attempts is not { Again: true }) Ended(end);
        return end.Error is not { } error ? Fin<GrpcExchange?>.Succ(null)
            : Time.Told(end.Unsent || end.Refused ? error with { IsUnsent = true } : error);
    }

    public void Dispose()
    {
        Time.End(Error.Cancelled);      // the request side, if it still goes on
        Time.Dispose();
        if (attempts is null) fields?.Over();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<(GrpcExchange? Answered, GrpcFailure? Ended)> Try(HttpContent content)
    {
        HttpResponseMessage? response = null;
        using var waits = whenDown == WhenDown.Wait ? new CancellationTokenSource() : null;
        try
        {
            if (Time.Why is { } why) return (null, GrpcFailure.Of(why));
            if (await channel.Connections.Ready(whenDown, Time.Token).ConfigureAwait(false) is { } down) return (null, new(down, false, null, null, Unsent: true));
            var request = GrpcOutgoing.Request(address, metadata, Options, Time.Left, tries.Before, content);
            if (waits is not null) request.Options.Set(GrpcDialler.Waits, waits.Token);
            response = await channel.Invoker.SendAsync(request, Time.Token).ConfigureAwait(false);
            var answer = new GrpcReceived(response);
            if (answer.Early() is { } early)
            {
                response.Dispose();
                return (null, early);
            }

            fields?.Came(answer.Headers);
            var body = response.Content.ReadAsStream(CancellationToken.None);
            var exchange = new GrpcExchange(response, body, Method.OutputCodec, Options, Time);
            fields?.Messages = exchange.Messages;
            return (exchange, null);
        }
        catch (Exception e)
        {
            response?.Dispose();
            return (null, GrpcFailure.Of(e, committed: response is not null));
        }
        finally
        {
            waits?.Cancel();
            if (content is MessageContent) content.Dispose();
        }
    }
}
