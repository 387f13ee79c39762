using BenchmarkDotNet.Attributes;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>The smallest effects, each built and run, beside the same in plain <c>async ValueTask</c> methods.</summary>
public class Composition
{
    static readonly Env World = Env.System;

    [BenchmarkCategory("pure"), Benchmark(Baseline = true)]
    public int Pure_ValueTask() => Plain.One().Result;

    [BenchmarkCategory("pure"), Benchmark]
    public int Pure_Eff() => SuccessEff(1).RunAsync(World).Result.Value;

    [BenchmarkCategory("map x5"), Benchmark(Baseline = true)]
    public int Map_ValueTask() => Plain.Map(Plain.Map(Plain.Map(Plain.Map(Plain.Map(Plain.One(), Plus), Plus), Plus), Plus), Plus).Result;

    [BenchmarkCategory("map x5"), Benchmark]
    public int Map_Eff() => SuccessEff(1).Map(Plus).Map(Plus).Map(Plus).Map(Plus).Map(Plus).RunAsync(World).Result.Value;

    [BenchmarkCategory("bind x5"), Benchmark(Baseline = true)]
    public int Bind_ValueTask() => Plain.Bind(Plain.Bind(Plain.Bind(Plain.Bind(Plain.Bind(Plain.One(), Plain.More), Plain.More), Plain.More), Plain.More), Plain.More).Result;

    [BenchmarkCategory("bind x5"), Benchmark]
    public int Bind_Eff() => SuccessEff(1).Bind(More).Bind(More).Bind(More).Bind(More).Bind(More).RunAsync(World).Result.Value;

    [BenchmarkCategory("query of three"), Benchmark(Baseline = true)]
    public int Query_ValueTask() => Plain.Three().Result;

    [BenchmarkCategory("query of three"), Benchmark]
    public int Query_Eff()
    {
        var sum =
            from a in SuccessEff(1)
            from b in More(a)
            from c in More(b)
            select a + b + c;
        return sum.RunAsync(World).Result.Value;
    }

    static readonly Func<int, int> Plus = static value => value + 1;

    static readonly Func<int, Eff<int>> More = static value => SuccessEff(value + 1);

    static class Plain
    {
        internal static readonly Func<int, ValueTask<int>> More = static async value => value + 1;

        internal static async ValueTask<int> One() => 1;

        internal static async ValueTask<int> Map(ValueTask<int> source, Func<int, int> f) => f(await source);

        internal static async ValueTask<int> Bind(ValueTask<int> source, Func<int, ValueTask<int>> f) => await f(await source);

        internal static async ValueTask<int> Three()
        {
            var a = await One();
            var b = await More(a);
            var c = await More(b);
            return a + b + c;
        }
    }
}
