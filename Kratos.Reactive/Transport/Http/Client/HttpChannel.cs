using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Text;

namespace Kratos.Reactive;

/// <summary>A client and its connections.</summary>
sealed partial class HttpChannel : IDisposable
{
    const int MostKnown = 1024;

    readonly CancellationTokenSource closed = new();
    readonly ConcurrentDictionary<Method, HttpCallPlan> plans = new(ReferenceEqualityComparer.Instance);
    readonly HttpClientOptions options;
    readonly HttpFormats formats;
    readonly HttpLinks links;
    readonly HttpAsking asking;
    readonly HttpMessageInvoker invoker;
    readonly HttpMessageInvoker sockets;
    readonly Env env;

    HttpChannel(HttpTarget target, HttpClientOptions options, HttpFormats formats, Env env)
    {
        (this.options, this.formats, this.env) = (options, formats, env);
        links = new(env);
        asking = new(target, options, formats);
        invoker = new(Handler(options, new(target, options, links, env, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11)));
        sockets = new(Handler(options, new(target, options, links, env, SslApplicationProtocol.Http11)));       // a connection that was made for HTTP/2 carries none
    }

    internal static Fin<HttpChannel> Open(string address, HttpClientOptions options, Env env) =>
        HttpClientLimits.Check(options).Bind(_ => HttpTarget.Parse(address, options))
            .Map(target => new HttpChannel(target, options, new HttpFormats(nameof(HttpClientOptions), options.Json, options.ProtoJson, options.Codecs), env));

    internal Client ToClient() => new(Call, (opening, messages, env) => new Inflow<object>(opening.Method is { TakesMany: true } ? Talk(opening, messages, env) : Replies(opening, messages, env), env)) { State = links.State };

    public void Dispose()
    {
        closed.Tell(env);
        links.Dispose();
        invoker.Dispose();
        sockets.Dispose();
    }

    Eff<Reply> Call(Request request) => request.Unread is { } unread
        ? unread.Bind(message => new ValueTaskEff<Reply>(env => Unary(request, message, env)))
        : new ValueTaskEff<Reply>(env => Unary(request, request.Message, env));

    async ValueTask<Fin<Reply>> Unary(Request request, object message, Env env)
    {
        if (request.Method is not { } method) return MethodMissing(request);
        if (method.Shape != MethodShape.Unary) return Error.NotImplemented("NOT_UNARY", $"{request.Operation} is a stream");
        var call = HttpCallOptions.Of(options, env);
        var plan = Plan(method);
        if (plan.IsFail) return plan.Failed;
        var ask = asking.Ask(plan.Succeeded, request, message, call, env);
        if (ask.IsFail) return ask.Failed;
        var attempts = request.Attempts;
        using var time = new CallTime(env, attempts?.Left(call.Timeout) ?? call.Timeout, closed.Token);
        var exchange = new HttpExchange(invoker, plan.Succeeded, ask.Succeeded, call, time, env);
        var tries = HttpTries.Of(ask.Succeeded.Verb, call, env, attempts);
        while (true)
        {
            var end = await exchange.Try().ConfigureAwait(false);
            if (await tries.Again(end, time).ConfigureAwait(false)) continue;
            if (attempts is null) exchange.Over();
            return end.End.IsSucc ? end.End : time.Told(end.Failure);
        }
    }

    async IAsyncEnumerable<object> Replies(Request opening, IObservable<object> messages, Env given, [EnumeratorCancellation] CancellationToken left = default)
    {
        var env = given.With(left);
        var method = opening.Method ?? throw new ErrorException(MethodMissing(opening));
        if (method.Shape == MethodShape.Unary) throw new ErrorException(Error.NotImplemented("NOT_A_STREAM", $"{opening.Operation} is not a stream"));
        var call = HttpCallOptions.Of(options, env);
        var plan = Plan(method).ThrowIfFail();
        using var time = new CallTime(env, Timeout.InfiniteTimeSpan, closed.Token);
        var one = await Service.One<object>(opening, messages).RunAsync(env.With(time.Token)).ConfigureAwait(false);
        if (one.IsFail) throw new ErrorException(time.Told(one.Failed));
        var ask = asking.Ask(plan, opening, one.Succeeded, call, env, HttpExchange.Events).ThrowIfFail();
        await using var replies = await Opened(plan, ask, call, time, opening.Attempts, env).ConfigureAwait(false);
        while ((await replies.Next().ConfigureAwait(false)).ThrowIfFail() is { } next) yield return next;
    }

    async ValueTask<EventReplies> Opened(HttpCallPlan plan, HttpAsk ask, HttpCallOptions call, CallTime whole, Attempts? attempts, Env env)
    {
        using var time = new CallTime(env.With(whole.Token), attempts?.Left(call.Timeout) ?? call.Timeout, closed.Token);
        var exchange = new HttpExchange(invoker, plan, ask, call, time, env);
        var tries = HttpTries.Of(ask.Verb, call, env, attempts);
        while (true)
        {
            var (opened, failed) = await exchange.Open(whole).ConfigureAwait(false);
            if (opened is not null) return opened;
            if (await tries.Again(failed, time).ConfigureAwait(false)) continue;
            if (attempts is null) exchange.Over();
            throw new ErrorException(whole.Why ?? time.Told(failed.Failure));
        }
    }

    static SocketsHttpHandler Handler(HttpClientOptions options, HttpDialler dialler) => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = (_, token) => dialler.Dial(token),
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = options.MaxConnections,
        MaxResponseHeadersLength = Math.Max(1, (options.MaxReceivedHeaders + 1023) / 1024),
        PooledConnectionIdleTimeout = options.IdleTimeout,
        PooledConnectionLifetime = options.ConnectionLifetime,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        UseCookies = false,
        UseProxy = false,
    };

    static Error MethodMissing(Request request) =>
        Error.Internal("METHOD_MISSING", $"a client of HTTP cannot write the message of {request.Operation}: Request.Method says how, and is not set");

    Fin<HttpCallPlan> Plan(Method method)
    {
        if (plans.TryGetValue(method, out var known)) return known;
        var made = HttpCallPlan.For(method, formats, options.Unwrap);
        if (made.IsSucc && plans.Count < MostKnown) plans.TryAdd(method, made.Succeeded);
        return made;
    }
}
