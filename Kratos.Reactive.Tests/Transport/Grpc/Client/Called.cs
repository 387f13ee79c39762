using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>A client for the time of a test, and the methods it calls.</summary>
sealed class Called : IAsyncDisposable
{
    internal static readonly Method Hello = Method.Of<Ask, Greeting>("/helloworld.v1.Greeter/SayHello", MethodShape.Unary);
    internal static readonly Method Replies = Method.Of<Ask, Greeting>("/helloworld.v1.Greeter/LotsOfReplies", MethodShape.ServerStream);
    internal static readonly Method Greetings = Method.Of<Ask, Greeting>("/helloworld.v1.Greeter/LotsOfGreetings", MethodShape.ClientStream);
    internal static readonly Method Bidi = Method.Of<Ask, Greeting>("/helloworld.v1.Greeter/BidiHello", MethodShape.Duplex);

    readonly Held<Client> held;
    readonly Env env;

    Called(Held<Client> held, Env env) => (this.held, this.env) = (held, env);

    internal Client Client => held.Value;

    internal Env Env => env;

    internal static async Task<Called> At(string address, GrpcClientOptions? options = null, Env? env = null) =>
        new((await Client.Grpc(address, options).Allocate.RunAsync(env ?? Env.System)).ThrowIfFail(), env ?? Env.System);

    internal static async Task<Called> At(RawServer server, Func<GrpcCallOptions, GrpcCallOptions>? call = null, Env? env = null) =>
        await At(server.Address, GrpcClientOptions.Default with { Call = (call ?? (static same => same))(GrpcCallOptions.Default) }, env);

    internal static Request Asking(string name = "world") => new(Hello.Operation, new Ask { Name = name }) { Method = Hello };

    internal Task<Fin<Reply>> Asked(Env? with = null, Headers? headers = null, string name = "world") =>
        Client.Call(Asking(name) with { Headers = headers ?? Headers.Empty }).RunAsync(with ?? env).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    internal IObservable<Greeting> Stream(Method method, IObservable<Ask> messages, Env? with = null) =>
        Client.Stream(new Request(method.Operation, Unit.Default) { Method = method }, messages, with ?? env).Cast<Greeting>();

    /// <summary>All replies, or the failure.</summary>
    internal Task<Fin<IList<Greeting>>> All(Method method, IObservable<Ask> messages, Env? with = null) =>
        Stream(method, messages, with).ToList().SingleEff().RunAsync(with ?? env).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    internal Task Close() => held.Release.RunAsync(env).AsTask();

    public async ValueTask DisposeAsync() => (await held.Release.RunAsync(env)).ThrowIfFail();
}
