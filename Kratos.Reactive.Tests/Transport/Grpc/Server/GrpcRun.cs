using System.Collections.Concurrent;
using Helloworld.V1;
using GreetReply = Helloworld.V1.HelloReply;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>A gRPC server on a free port of this machine until it is disposed, and raw clients of it. Nothing that it did may have failed unheard.</summary>
sealed class GrpcRun : IAsyncDisposable
{
    internal const string SayHello = "/helloworld.v1.Greeter/SayHello";
    internal const string LotsOfReplies = "/helloworld.v1.Greeter/LotsOfReplies";
    internal const string LotsOfGreetings = "/helloworld.v1.Greeter/LotsOfGreetings";
    internal const string BidiHello = "/helloworld.v1.Greeter/BidiHello";

    readonly Held<Listening> held;
    readonly Env env;
    readonly List<RawPeer> peers = [];
    Task<Fin<Unit>>? release;

    readonly ConcurrentQueue<Error> unhandled;

    GrpcRun(Held<Listening> held, Env env, ConcurrentQueue<Error> unhandled) => (this.held, this.env, this.unhandled) = (held, env, unhandled);

    /// <summary>Says hello; to "error" with a failure.</summary>
    internal static GreeterService Greeter { get; } = new()
    {
        SayHello = request => request.Name == "error" ? Error.NotFound("NO_SUCH_NAME", "nobody is called error").WithMetadata("name", "error") : SuccessEff(Hello(request.Name)),
        LotsOfReplies = (request, env) => Observable.Range(0, 3, env.Scheduler).Select(n => Hello($"{request.Name} {n}")),
        LotsOfGreetings = requests => requests.Select(request => request.Name).ToList().Select(names => Hello(string.Join(" and ", names))).SingleEff(),
        BidiHello = (requests, _) => requests.Select(request => Hello(request.Name)),
    };

    internal Uri Uri => held.Value.Endpoints[0];

    internal Listening Listening => held.Value;

    internal static GreetReply Hello(string name) => new() { Message = $"Hello {name}" };

    internal static byte[] Ask(string name) => RawAnswer.Frame(new GreetRequest { Name = name });

    internal static Task<GrpcRun> Start(GreeterService? greeter = null, Env? env = null, GrpcOptions? options = null) => Start([(greeter ?? Greeter).ToService()], env, options);

    internal static async Task<GrpcRun> Start(IReadOnlyList<Service> services, Env? env = null, GrpcOptions? options = null, Action<Error>? expected = null)
    {
        var unhandled = new ConcurrentQueue<Error>();
        env = (env ?? Env.System).WithUnhandled(expected ?? unhandled.Enqueue);
        var server = Server.Grpc(options?.Certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0", options ?? GrpcOptions.Default, services);
        return new((await server.Listen.Allocate.RunAsync(env)).ThrowIfFail(), env, unhandled);
    }

    internal async Task<RawPeer> Connect(int window = 65_535, bool generous = true)
    {
        var peer = await RawPeer.Connect(Uri, window, generous);
        peers.Add(peer);
        return peer;
    }

    /// <summary>One call on a connection of its own: the fields, the bytes, the end.</summary>
    internal async Task<RawAnswer> Call(string path, byte[] body, params (string, string)[] fields) => await Call(RawPeer.Call(path, fields), body);

    internal async Task<RawAnswer> Call((string, string)[] fields, byte[]? body)
    {
        var peer = await Connect();
        var stream = await peer.Open(fields, end: body is null);
        if (body is not null) await peer.Data(stream, body, end: true);
        return await peer.Answer(stream);
    }

    internal Task<Fin<Unit>> Release() => ReleaseUntil(CancellationToken.None);

    /// <summary>Begins the release, which ends by force when the token fires.</summary>
    internal Task<Fin<Unit>> ReleaseUntil(CancellationToken now) =>
        release ??= local(env => env.With(ReleaseTerms.Key, new ReleaseTerms(null, now)), held.Release).RunAsync(env).AsTask();

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in peers) await peer.DisposeAsync();
        (await Release()).ThrowIfFail();
        Assert.Equal([], unhandled.Select(error => error.Cause?.ToString() ?? error.ToString()));
    }
}
