using System.Collections.Concurrent;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using Helloworld.V1;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Whole apps on this machine, with gRPC and HTTP, in one registry. Each greets with its id.</summary>
sealed class FleetRun : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, (Subject<Unit> Stop, Task<Lifecycle> Over)> running = [];
    readonly ConcurrentQueue<Error> unhandled = new();
    readonly ConcurrentQueue<Held<Client>> clients = new();

    internal FleetRun() => Env = Env.System.WithUnhandled(unhandled.Enqueue);

    internal Env Env { get; }

    internal MemoryRegistry Registry { get; } = Kratos.Reactive.Registry.Memory();

    /// <summary>How often each was called, and streams not counted.</summary>
    internal ConcurrentDictionary<string, int> Calls { get; } = [];

    internal static IReadOnlyList<string> Transports => ["grpc", "http"];

    internal static async Task<FleetRun> Start(params string[] ids)
    {
        var fleet = new FleetRun();
        foreach (var id in ids) await fleet.Join(id);
        return fleet;
    }

    internal async Task Join(string id)
    {
        var service = Greeter(id).ToService();
        var app = new App("shop", "v1") { Id = id, Registrar = Registry, Servers = [Server.Grpc("http://127.0.0.1:0", service), Server.Http("http://127.0.0.1:0", service)] };
        var stop = new Subject<Unit>();
        var run = app.Run(stop, Env).Replay();
        run.Connect();
        running[id] = (stop, run.LastAsync().ToTask());
        await run.OfType<Lifecycle.Started>().FirstAsync().ToTask().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends one as a signal does, and waits until it has ended well.</summary>
    internal async Task Leave(string id)
    {
        if (!running.TryRemove(id, out var app)) return;
        app.Stop.OnNext(Unit.Default);
        await app.Over.WaitAsync(TimeSpan.FromSeconds(60));
    }

    internal GreeterService Greeter(string id) => new()
    {
        SayHello = request => liftEff(() =>
        {
            Calls.AddOrUpdate(id, 1, static (_, n) => n + 1);
            return new Greeting { Message = id };
        }).Bind(greeting => request.Name == "slow" ? yieldFor(20.Milliseconds).Map(_ => greeting) : SuccessEff(greeting)),
        LotsOfReplies = (request, env) => Observable.Range(0, 3, env.Scheduler).Select(_ => new Greeting { Message = id }),
        LotsOfGreetings = requests => requests.Count().Select(count => new Greeting { Message = $"{id} {count}" }).SingleEff(),
        BidiHello = (requests, _) => requests.Select(request => new Greeting { Message = $"{id} {request.Name}" }),
    };

    internal async Task<Client> Client(string transport, FleetOptions? options = null)
    {
        var fleet = options ?? new() { Balancing = Balancing.RoundRobin };
        var client = transport == "grpc" ? Kratos.Reactive.Client.Grpc("discovery:///shop", Registry, new() { Fleet = fleet }) : Kratos.Reactive.Client.Http("discovery:///shop", Registry, new() { Fleet = fleet });
        var held = (await client.Allocate.RunAsync(Env)).ThrowIfFail();
        clients.Enqueue(held);
        return held.Value;
    }

    internal async Task<string> Ask(Client client, string name = "you") => (await Soon(GreeterService.Over(client).SayHello(new Ask { Name = name }))).ThrowIfFail().Message;

    internal Task<Fin<A>> Soon<A>(Eff<A> effect) => effect.RunAsync(Env).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) (await client.Release.RunAsync(Env)).ThrowIfFail();
        foreach (var id in running.Keys) await Leave(id);
        Assert.Equal([], unhandled);
    }
}
