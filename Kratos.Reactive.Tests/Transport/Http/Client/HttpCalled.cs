using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>A client of HTTP for the time of a test, and methods to call.</summary>
sealed class HttpCalled : IAsyncDisposable
{
    /// <summary>GET, and all in the path and the query.</summary>
    internal static readonly Method Get = Of(HttpRule.Get("/hello/{name}"));

    /// <summary>POST, and all in the body.</summary>
    internal static readonly Method Post = Of(HttpRule.Post("/hello"));

    readonly Held<Client> held;

    HttpCalled(Held<Client> held, Env env) => (this.held, Env) = (held, env);

    internal Client Client => held.Value;

    internal Env Env { get; }

    internal static Method Of(params IReadOnlyList<HttpRule> rules) => Of<Asked, Asked>(rules);

    internal static Method Of<Q, R>(params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull => Method.Of<Q, R>("/binding.Echo/Hello", MethodShape.Unary) with { Rules = rules };

    internal static async Task<HttpCalled> At(string address, Func<HttpClientOptions, HttpClientOptions>? options = null, Env? env = null) =>
        new((await Client.Http(address, (options ?? (static same => same))(HttpClientOptions.Default)).Allocate.RunAsync(env ?? Env.System)).ThrowIfFail(), env ?? Env.System);

    internal static async Task<HttpCalled> At(RawHttp server, Func<HttpCallOptions, HttpCallOptions> call, Env? env = null) => await At(server.Address, options => options with { Call = call(options.Call) }, env);

    internal Task<Fin<Reply>> Ask(Method method, object? message = null, Headers? headers = null, Env? env = null) =>
        Client.Call(new Request(method.Operation, message ?? new Asked { Name = "n" }) { Method = method, Headers = headers ?? Headers.Empty }).RunAsync(env ?? Env).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Against a server that answers so.</summary>
    internal static async Task<(Fin<Reply> End, IReadOnlyList<RawAsk> Asks)> Answered(Func<RawAsk, string?> answer, Method? method = null, Func<HttpClientOptions, HttpClientOptions>? options = null)
    {
        await using var server = RawHttp.Of(answer);
        await using var client = await At(server.Address, options);
        return (await client.Ask(method ?? Get), server.Asks);
    }

    internal Task Close() => held.Release.RunAsync(Env).AsTask();

    public async ValueTask DisposeAsync() => (await held.Release.RunAsync(Env)).ThrowIfFail();
}
