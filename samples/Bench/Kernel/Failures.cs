using BenchmarkDotNet.Attributes;
using Kratos.Reactive;

namespace Bench;

/// <summary>A failure on its way through five layers to one who has an answer to it: as a value, and as an exception.</summary>
public class Failures
{
    static readonly Env World = Env.System;
    static readonly Error Missing = Error.NotFound("MISSING", "it is not there");

    [BenchmarkCategory("failure through five layers"), Benchmark(Baseline = true)]
    public int Failure_Exception() => Thrown().Result;

    [BenchmarkCategory("failure through five layers"), Benchmark]
    public int Failure_Eff() => First(0).IfFail(static _ => 404).RunAsync(World).Result.Value;

    static Eff<int> First(int id) => from found in Second(id) select found + 1;

    static Eff<int> Second(int id) => from found in Third(id) select found + 1;

    static Eff<int> Third(int id) => from found in Fourth(id) select found + 1;

    static Eff<int> Fourth(int id) => from found in Fifth(id) select found + 1;

    static Eff<int> Fifth(int id) => id == 0 ? Missing : Prelude.SuccessEff(id);

    static async ValueTask<int> Thrown()
    {
        try
        {
            return await Plain.First(0);
        }
        catch (KeyNotFoundException)
        {
            return 404;
        }
    }

    static class Plain
    {
        internal static async ValueTask<int> First(int id) => await Second(id) + 1;

        static async ValueTask<int> Second(int id) => await Third(id) + 1;

        static async ValueTask<int> Third(int id) => await Fourth(id) + 1;

        static async ValueTask<int> Fourth(int id) => await Fifth(id) + 1;

        static async ValueTask<int> Fifth(int id) => id == 0 ? throw new KeyNotFoundException("it is not there") : id;
    }
}
