namespace Kratos.Reactive.Tests;

/// <summary>A service of a few nodes in memory, on virtual time, and a client of it. Each node answers with its id.</summary>
sealed class Town : IDisposable
{
    internal static readonly Request Any = new("/shop.v1.Carts/Get", Unit.Default);

    readonly Dictionary<string, Handler> handlers = [];
    readonly Dictionary<string, StreamHandler> streams = [];
    Held<Client>? held;

    internal VirtualTime Time { get; } = new();

    internal MemoryRegistry Registry { get; } = Kratos.Reactive.Registry.Memory();

    /// <summary>What was done with the clients of nodes, and when.</summary>
    internal List<string> Log { get; } = [];

    internal Client Client => held!.Value;

    internal static ServiceInstance Instance(string id, int port = 9000) => new(id, "shop", "v1") { Endpoints = [new($"grpc://{id}:{port}")] };

    internal void Joins(params string[] ids)
    {
        foreach (var id in ids) Now(Registry.Register(Instance(id)));
    }

    internal void Leaves(string id) => Now(Registry.Deregister(Instance(id)));

    /// <summary>From now on this node answers so.</summary>
    internal void Answers(string id, Eff<string> answer) => handlers[id] = _ => answer.Map(text => new Reply(text));

    internal void Streams(string id, Func<IObservable<object>, Env, IObservable<object>> stream) => streams[id] = (_, messages, env) => stream(messages, env);

    internal Town Open(FleetOptions? options = null, IDiscovery? discovery = null, string target = "discovery:///shop", Func<Node, Resource<Client>>? at = null, Env? env = null)
    {
        var opening = Client.Fleet(target, discovery ?? Registry, ["grpc", "grpcs"], at ?? At, (options ?? FleetOptions.Default) with { Balancing = (options ?? new() { Balancing = Balancing.RoundRobin }).Balancing });
        held = opening.Allocate.RunAsync(env ?? Time.Env).AsTask().Result.ThrowIfFail();
        return this;
    }

    /// <summary>A client of one node, which says when it is made and given back.</summary>
    internal Resource<Client> At(Node node)
    {
        var id = node.Instance.Id;
        return Resource.Make(
            liftEff(() =>
            {
                Log.Add($"{Time.Elapsed.TotalSeconds} + {id}");
                return new Client(
                    request => handlers.TryGetValue(id, out var handler) ? handler(request) : SuccessEff(new Reply(id)),
                    (opening, messages, env) => streams[id](opening, messages, env));
            }),
            _ => liftEff(() => Log.Add($"{Time.Elapsed.TotalSeconds} - {id}")).Map(static _ => Unit.Default));
    }

    internal Eff<string> Call => Client.Call(Any).Map(static reply => (string)reply.Message);

    internal Ended<string> Ask(Env? env = null) => Until(Call, env);

    /// <summary>Runs an effect to its end, and moves the clock no further.</summary>
    internal Ended<A> Until<A>(Eff<A> effect, Env? env = null)
    {
        var run = Time.Begin(effect, env);
        for (var waited = TimeSpan.Zero; run.Result is null; waited += 1.Milliseconds)
        {
            Assert.True(waited < 1.Minutes, "it still waits");
            Time.AdvanceBy(1.Milliseconds);
        }

        return run.Result.Value;
    }

    /// <summary>Does what takes no time.</summary>
    internal void Now<A>(Eff<A> effect) => Assert.True(Time.Begin(effect).Result is { End.IsSucc: true });

    /// <summary>Who answered so many calls, one after another.</summary>
    internal string Asked(int times) => string.Join(' ', Enumerable.Range(0, times).Select(_ => Ask().Value));

    internal IObservable<object> Stream(params object[] messages) => Client.Stream(Any, messages.ToObservable(Time), Time.Env);

    internal void Close()
    {
        if (Interlocked.Exchange(ref held, null) is { } open) Now(open.Release);
    }

    public void Dispose()
    {
        Close();
        Assert.Equal([], Time.Unhandled);
    }
}
