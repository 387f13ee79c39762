using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Bench;

/// <summary>One benchmark method, run for short rounds.</summary>
sealed class KernelCase(string group, string name, int operations, Func<int, Task> run)
{
    const double Round = 10e6, Warm = 300e6;        // ns of CPU time

    int times = 1;

    internal string Group => group;

    internal string Name => name;

    internal Samples Time { get; } = new();

    internal Samples Bytes { get; } = new();

    internal static int Sink { get; private set; }

    internal static IEnumerable<KernelCase> Of(Type type) =>
        from method in type.GetMethods()
        let benchmark = method.GetCustomAttribute<BenchmarkAttribute>()
        where benchmark is not null
        let category = method.GetCustomAttribute<BenchmarkCategoryAttribute>()!.Categories[0]
        orderby benchmark.Baseline descending
        select new KernelCase(category, method.Name, benchmark.OperationsPerInvoke, Loop(method, Activator.CreateInstance(type)!));

    /// <summary>Runs until the code is compiled for good (which happens beside it, after a while), and finds out how often it fits into a round.</summary>
    internal async Task WarmUp()
    {
        double took;
        var until = CpuClock.Process + Warm;
        do
        {
            var start = CpuClock.Process;
            await run(times);
            took = CpuClock.Process - start;
            if (took < Round / 2) times *= 2;
            await Task.Delay(1);
        }
        while (CpuClock.Process < until);

        times = Math.Max(1, (int)(times * Math.Min(1, Round / took)));
    }

    internal async Task Measure()
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = CpuClock.Process;
        await run(times);
        Time.Add((CpuClock.Process - start) / times / operations);
        Bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / times / operations);
    }

    static Func<int, Task> Loop(MethodInfo method, object target)
    {
        if (method.ReturnType == typeof(Task))
        {
            var later = method.CreateDelegate<Func<Task>>(target);
            return async times =>
            {
                for (var i = 0; i < times; i++) await later();
            };
        }

        var once = method.CreateDelegate<Func<int>>(target);
        return times =>
        {
            var sum = 0;
            for (var i = 0; i < times; i++) sum += once();
            Sink = sum;
            return Task.CompletedTask;
        };
    }
}
