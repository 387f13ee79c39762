using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Kratos.Reactive;

/// <summary>A client and its connections.</summary>
sealed class HttpChannel : IDisposable
{
    const int MostKnown = 1024;

    readonly CancellationTokenSource closed = new();
    readonly ConcurrentDictionary<Method, HttpCallPlan> plans = new(ReferenceEqualityComparer.Instance);
    readonly HttpClientOptions options;
    readonly HttpFormats formats;
    readonly HttpAsking asking;
    readonly HttpMessageInvoker invoker;
    readonly Env env;

    HttpChannel(HttpTarget target, HttpClientOptions options, HttpFormats formats, Env env)
    {
        (this.options, this.formats, this.env) = (options, formats, env);
        asking = new(target, options, formats);
        var dialler = new HttpDialler(target, options, env);
        invoker = new(new SocketsHttpHandler
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
        });
    }

    internal static Fin<HttpChannel> Open(string address, HttpClientOptions options, Env env) =>
        HttpClientLimits.Check(options).Bind(_ => HttpTarget.Parse(address, options))
            .Map(target => new HttpChannel(target, options, new HttpFormats(nameof(HttpClientOptions), options.Json, options.ProtoJson, options.Codecs), env));

    internal Client ToClient() => new(Call, static (opening, _, _) =>
        Observable.Throw<object>(new ErrorException(Error.NotImplemented("NOT_RENDERED", $"{opening.Operation} is a stream, which this client does not call over HTTP"))));

    public void Dispose()
    {
        closed.Tell(env);
        invoker.Dispose();
    }

    Eff<Reply> Call(Request request) => request.Unread is { } unread
        ? unread.Bind(message => new ValueTaskEff<Reply>(env => Unary(request, message, env)))
        : new ValueTaskEff<Reply>(env => Unary(request, request.Message, env));

    async ValueTask<Fin<Reply>> Unary(Request request, object message, Env env)
    {
        if (request.Method is not { } method) return Error.Internal("METHOD_MISSING", $"a client of HTTP cannot write the message of {request.Operation}: Request.Method says how, and is not set");
        if (method.Shape != MethodShape.Unary) return Error.NotImplemented("NOT_UNARY", $"{request.Operation} is a stream");
        var call = HttpCallOptions.Of(options, env);
        var plan = Plan(method);
        if (plan.IsFail) return plan.Failed;
        var ask = asking.Ask(plan.Succeeded, request, message, call, env);
        if (ask.IsFail) return ask.Failed;
        using var time = new CallTime(env, call.Timeout, closed.Token);
        var exchange = new HttpExchange(invoker, plan.Succeeded, ask.Succeeded, call, time, env);
        var tries = new HttpTries(ask.Succeeded.Verb, call, env, time);
        while (true)
        {
            var end = await exchange.Try().ConfigureAwait(false);
            if (await tries.Again(end).ConfigureAwait(false)) continue;
            exchange.Over();
            return end.End.IsSucc ? end.End : time.Told(end.End.Failed);
        }
    }

    Fin<HttpCallPlan> Plan(Method method)
    {
        if (plans.TryGetValue(method, out var known)) return known;
        var made = HttpCallPlan.For(method, formats);
        if (made.IsSucc && plans.Count < MostKnown) plans.TryAdd(method, made.Succeeded);
        return made;
    }
}
