using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Kratos.Reactive;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>What HelloWorld puts around its service (logging, recovery, a deadline), beside the same written by hand: around a handler that answers at once, and around one that really waits.</summary>
public class BuiltIn
{
    const int Calls = 1000;

    // Both in a request that can be aborted, as a server has it.
    static readonly CancellationTokenSource Aborted = new();
    static readonly Env World = Env.System.With(Aborted.Token);
    static readonly Request Ask = new("/bench.v1.Bench/Answer", 1);
    static readonly Reply Answer = new("answer");
    static readonly ILogger Log = LoggerFactory.Create(static builder => builder.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)).CreateLogger("bench");

    static readonly Middleware Around = Logging(Log) >> Recovery() >> Deadline(10.Seconds);
    static readonly Handler AtOnce = Around >> (static _ => SuccessEff(Answer));
    static readonly Handler Later = Around >> (static _ => liftEff(static async _ =>
    {
        await Task.Yield();
        return Answer;
    }));

    static readonly Func<Context, Task> TaskAtOnce = ByHand(static context =>
    {
        context.Reply = Answer;
        return Task.CompletedTask;
    });

    static readonly Func<Context, Task> TaskLater = ByHand(static async context =>
    {
        await Task.Yield();
        context.Reply = Answer;
    });

    [BenchmarkCategory("logging, recovery, deadline, at once"), Benchmark(Baseline = true)]
    public int BuiltInAtOnce_FuncTask()
    {
        var context = new Context();
        TaskAtOnce(context).GetAwaiter().GetResult();
        return context.Status;
    }

    [BenchmarkCategory("logging, recovery, deadline, at once"), Benchmark]
    public int BuiltInAtOnce_Eff() => AtOnce(Ask).RunAsync(World).Result.IsSucc ? 200 : 500;

    [BenchmarkCategory("logging, recovery, deadline, yielding"), Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public async Task BuiltInYielding_FuncTask()
    {
        for (var i = 0; i < Calls; i++) await TaskLater(new Context()).ConfigureAwait(false);
    }

    [BenchmarkCategory("logging, recovery, deadline, yielding"), Benchmark(OperationsPerInvoke = Calls)]
    public async Task BuiltInYielding_Eff()
    {
        for (var i = 0; i < Calls; i++) (await Later(Ask).RunAsync(World).ConfigureAwait(false)).ThrowIfFail();
    }

    static Func<Context, Task> ByHand(Func<Context, Task> handler)
    {
        return Logged(Recovered(Limited(handler)));

        static Func<Context, Task> Logged(Func<Context, Task> next) => async context =>
        {
            var start = Stopwatch.GetTimestamp();
            await next(context).ConfigureAwait(false);
            if (Log.IsEnabled(LogLevel.Information)) Log.LogInformation("{Operation} {Status} {Elapsed}", Ask.Operation.Name, context.Status, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        };

        static Func<Context, Task> Recovered(Func<Context, Task> next) => async context =>
        {
            try
            {
                await next(context).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                context.Status = 500;
            }
        };

        static Func<Context, Task> Limited(Func<Context, Task> next) => async context =>
        {
            var outer = context.Token;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(outer);
            limit.CancelAfter(10.Seconds);
            context.Token = limit.Token;
            try
            {
                await next(context).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!outer.IsCancellationRequested)
            {
                context.Status = 504;
            }

            context.Token = outer;
        };
    }

    sealed class Context
    {
        internal CancellationToken Token { get; set; } = Aborted.Token;
        internal Reply? Reply { get; set; }
        internal int Status { get; set; } = 200;
    }
}
