using BenchmarkDotNet.Attributes;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>Five middlewares that do a little before and a little after, around a handler that answers at once, and around one that really waits.</summary>
public class Middlewares
{
    const int Calls = 1000;

    static readonly Env World = Env.System;
    static readonly Request Ask = new("/bench.v1.Bench/Answer", 1);
    static readonly Counters Tally = new();
    static readonly Answer Forty = new(40);

    static readonly Eff<Reply> Waiting = liftEff(static async _ =>
    {
        await Task.Yield();
        return new Reply(Forty);
    });

    static readonly Handler AtOnce = Five(Counting()) >> (static _ => SuccessEff(new Reply(Forty)));
    static readonly Handler Later = Five(Counting()) >> (static _ => Waiting);
    static readonly Handler QueryAtOnce = Five(Querying()) >> (static _ => SuccessEff(new Reply(Forty)));
    static readonly Handler QueryLater = Five(Querying()) >> (static _ => Waiting);

    static readonly Func<Context, Task> TaskAtOnce = Five(static context => { context.Reply = new Reply(Forty); return Task.CompletedTask; });
    static readonly Func<Context, Task> TaskLater = Five(static async context =>
    {
        await Task.Yield();
        context.Reply = new Reply(Forty);
    });

    static readonly Func<Request, ValueTask<Reply>> PlainAtOnce = Five(static _ => new ValueTask<Reply>(new Reply(Forty)));
    static readonly Func<Request, ValueTask<Reply>> PlainLater = Five(static async _ =>
    {
        await Task.Yield();
        return new Reply(Forty);
    });

    [BenchmarkCategory("five middlewares, at once"), Benchmark(Baseline = true)]
    public int AtOnce_FuncTask()
    {
        var context = new Context(Ask);
        TaskAtOnce(context).GetAwaiter().GetResult();
        return Value(context.Reply!);
    }

    [BenchmarkCategory("five middlewares, at once"), Benchmark]
    public int AtOnce_ValueTask() => Value(PlainAtOnce(Ask).Result);

    [BenchmarkCategory("five middlewares, at once"), Benchmark]
    public int AtOnce_Eff() => Value(AtOnce(Ask).RunAsync(World).Result.Value);

    [BenchmarkCategory("five middlewares, at once"), Benchmark]
    public int AtOnce_EffQuery() => Value(QueryAtOnce(Ask).RunAsync(World).Result.Value);

    [BenchmarkCategory("five middlewares, yielding"), Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public async Task Yielding_FuncTask()
    {
        for (var i = 0; i < Calls; i++)
        {
            var context = new Context(Ask);
            await TaskLater(context).ConfigureAwait(false);
            Tally.Sum += Value(context.Reply!);
        }
    }

    [BenchmarkCategory("five middlewares, yielding"), Benchmark(OperationsPerInvoke = Calls)]
    public async Task Yielding_ValueTask()
    {
        for (var i = 0; i < Calls; i++) Tally.Sum += Value(await PlainLater(Ask).ConfigureAwait(false));
    }

    [BenchmarkCategory("five middlewares, yielding"), Benchmark(OperationsPerInvoke = Calls)]
    public async Task Yielding_Eff()
    {
        for (var i = 0; i < Calls; i++) Tally.Sum += Value((await Later(Ask).RunAsync(World).ConfigureAwait(false)).Value);
    }

    [BenchmarkCategory("five middlewares, yielding"), Benchmark(OperationsPerInvoke = Calls)]
    public async Task Yielding_EffQuery()
    {
        for (var i = 0; i < Calls; i++) Tally.Sum += Value((await QueryLater(Ask).RunAsync(World).ConfigureAwait(false)).Value);
    }

    static int Value(Reply reply) => ((Answer)reply.Message).Value;

    // As short as it can be said: one node a call.
    static Middleware Counting()
    {
        Func<Reply, Reply> left = static reply =>
        {
            Tally.Left++;
            return reply;
        };
        return next => request =>
        {
            Tally.Entered++;
            return next(request).Map(left);
        };
    }

    // In the query syntax, with nothing done before the effect is run.
    static Middleware Querying()
    {
        var enter = liftEff(static () => { Tally.Entered++; });
        var leave = liftEff(static () => { Tally.Left++; });
        return next => request =>
            from _1 in enter
            from reply in next(request)
            from _2 in leave
            select reply;
    }

    static Middleware Five(Middleware one) => one >> one >> one >> one >> one;

    static Func<Context, Task> Five(Func<Context, Task> handler)
    {
        for (var i = 0; i < 5; i++) handler = Around(handler);
        return handler;

        static Func<Context, Task> Around(Func<Context, Task> next) => async context =>
        {
            Tally.Entered++;
            await next(context).ConfigureAwait(false);
            Tally.Left++;
        };
    }

    static Func<Request, ValueTask<Reply>> Five(Func<Request, ValueTask<Reply>> handler)
    {
        for (var i = 0; i < 5; i++) handler = Around(handler);
        return handler;

        static Func<Request, ValueTask<Reply>> Around(Func<Request, ValueTask<Reply>> next) => async request =>
        {
            Tally.Entered++;
            var reply = await next(request).ConfigureAwait(false);
            Tally.Left++;
            return reply;
        };
    }

    sealed record Answer(int Value);

    sealed class Context(Request request)
    {
        internal Request Request => request;
        internal Reply? Reply { get; set; }
    }

    sealed class Counters
    {
        internal long Entered, Left, Sum;
    }
}
