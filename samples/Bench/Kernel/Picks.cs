using BenchmarkDotNet.Attributes;
using Kratos.Reactive;
using Unit = LanguageExt.Unit;

namespace Bench;

/// <summary>A pick from a thousand nodes that were called before, given back at once. Plain is what any balancer by chance needs: the clock, and one draw.</summary>
public class Picks
{
    const int Nodes = 1000;

    static readonly Request Any = new("/shop.v1.Carts/Get", Unit.Default);
    static readonly Fin<Unit> Left = Error.Cancelled, Answered = Unit.Default;
    static readonly Node[] List = [.. Enumerable.Range(0, Nodes).Select(static n => new Node(new($"{n}", "shop", "v1"), new($"grpc://10.0.{n / 256}.{n % 256}:9000")))];

    readonly Balancer powerOfTwo = Over(Balancing.PowerOfTwo), random = Over(Balancing.Random), hash = Over(Balancing.Hash(static _ => "a-key")), roundRobin = Over(Balancing.RoundRobin);

    [BenchmarkCategory("a pick of 1,000"), Benchmark(Baseline = true)]
    public int Plain() => List[Env.System.Random.Next(Nodes)].Weight + (int)Env.System.Time.GetTimestamp();

    [BenchmarkCategory("a pick of 1,000"), Benchmark]
    public int PowerOfTwo() => Pick(powerOfTwo);

    [BenchmarkCategory("a pick of 1,000"), Benchmark]
    public int Random() => Pick(random);

    [BenchmarkCategory("a pick of 1,000"), Benchmark]
    public int Hash() => Pick(hash);

    [BenchmarkCategory("a pick of 1,000"), Benchmark]
    public int RoundRobin() => Pick(roundRobin);

    [BenchmarkCategory("a pick of 1,000"), Benchmark]
    public int PowerOfTwo_AndLearn() => Pick(powerOfTwo, Answered);

    static int Pick(Balancer balancer) => Pick(balancer, Left);

    static int Pick(Balancer balancer, Fin<Unit> end)
    {
        var picked = balancer.Pick(Any).Value;
        picked.Done(end);
        return picked.Node.Weight;
    }

    static Balancer Over(Balancing balancing)
    {
        var balancer = balancing.Over("shop", Env.System);
        balancer.Update(List);
        for (var i = 0; i < 20 * Nodes; i++) Pick(balancer, Answered);
        return balancer;
    }
}
