using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Kratos.Reactive;

/// <summary>A client and its connections: calls of one reply and of many.</summary>
sealed class GrpcChannel : IDisposable
{
    readonly CancellationTokenSource closed = new();
    readonly Env env;

    internal GrpcChannel(GrpcTarget target, GrpcClientOptions options, Env env)
    {
        (Options, this.env) = (options, env);
        Connections = new(options, env);
        Outgoing = new(target.Base);
        var dialler = new GrpcDialler(target, options, Connections);
        Invoker = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, _) => dialler.Dial(context.InitialRequestMessage),
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = options.KeepAlive,
            KeepAlivePingPolicy = options.KeepAlivePolicy,
            KeepAlivePingTimeout = options.KeepAliveTimeout,
            MaxResponseHeadersLength = Math.Max(1, (options.MaxReceivedMetadata + 1023) / 1024),
            PooledConnectionIdleTimeout = options.IdleTimeout,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            UseCookies = false,
            UseProxy = false,
        });
    }

    internal GrpcClientOptions Options { get; }

    internal GrpcLinks Connections { get; }

    internal GrpcOutgoing Outgoing { get; }

    internal HttpMessageInvoker Invoker { get; }

    internal CancellationToken Closed => closed.Token;

    internal Client ToClient() => new(Call, (opening, messages, env) => new Inflow<object>(Replies(opening, messages, env), env)) { State = Connections.State };

    public void Dispose()
    {
        closed.Tell(env);
        Connections.Dispose();
        Invoker.Dispose();
    }

    Eff<Reply> Call(Request request) => request.Unread is { } unread
        ? unread.Bind(message => new ValueTaskEff<Reply>(env => Unary(request, message, env)))
        : new ValueTaskEff<Reply>(env => Unary(request, request.Message, env));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<Fin<Reply>> Unary(Request request, object message, Env env)
    {
        var opened = GrpcOut.Open(this, request, env);
        if (opened.IsFail) return opened.Failed;
        using var call = opened.Succeeded;
        if (call.Method.Shape != MethodShape.Unary) return Error.NotImplemented("NOT_UNARY", $"{request.Operation} is a stream");
        var sent = await call.Send(message).ConfigureAwait(false);
        if (sent.IsFail) return sent.Failed;
        if (sent.Succeeded is not { } exchange) return TooFew(request.Operation);
        using (exchange)
        {
            var first = await exchange.Next().ConfigureAwait(false);
            if (first.IsFail) return first.Failed;
            var more = first.Succeeded is null ? first : await exchange.Next().ConfigureAwait(false);
            if (more.IsFail) return more.Failed;
            if (more.Succeeded is not null) return TooMany(request.Operation);
            var end = exchange.End();
            var trailers = call.Ended(end);
            if (end.Error is { } error) return error;
            return first.Succeeded is { } reply ? new Reply(reply) { Headers = exchange.Answer.Headers, Trailers = trailers } : TooFew(request.Operation);
        }
    }

    async IAsyncEnumerable<object> Replies(Request opening, IObservable<object> messages, Env given, [EnumeratorCancellation] CancellationToken left = default)
    {
        var env = given.With(left);
        using var call = GrpcOut.Open(this, opening, env).ThrowIfFail();
        var shape = call.Method.Shape;
        if (shape == MethodShape.Unary) throw new ErrorException(Error.NotImplemented("NOT_A_STREAM", $"{opening.Operation} is not a stream"));

        Fin<GrpcExchange?> sent;
        if (shape == MethodShape.ServerStream)
        {
            var one = await Service.One<object>(opening, messages).RunAsync(env.With(call.Time.Token)).ConfigureAwait(false);
            sent = one.IsSucc ? await call.Send(one.Succeeded).ConfigureAwait(false) : call.Time.Told(one.Failed);
        }
        else
        {
            sent = await call.Send(messages).ConfigureAwait(false);
        }

        using var exchange = sent.ThrowIfFail();
        object? single = null;      // the one reply of a client stream, which is given only when all went well
        while (exchange is not null && (await exchange.Next().ConfigureAwait(false)).ThrowIfFail() is { } next)
        {
            if (shape != MethodShape.ClientStream) yield return next;
            else if (single is null) single = next;
            else throw new ErrorException(TooMany(opening.Operation));
        }

        if (exchange?.End() is { } end)
        {
            call.Ended(end);
            if (end.Error is { } error) throw new ErrorException(error);
        }

        if (shape == MethodShape.ClientStream) yield return single ?? throw new ErrorException(TooFew(opening.Operation));
    }

    static Error TooFew(Operation operation) => GrpcFaults.Failed(GrpcCode.Unimplemented, $"{operation} gives one reply, and gave none");

    static Error TooMany(Operation operation) => GrpcFaults.Failed(GrpcCode.Unimplemented, $"{operation} gives one reply, and gave more");
}
