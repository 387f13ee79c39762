using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Middleware is a monoid under <c>&gt;&gt;</c>, around calls and around streams; selectors are sets.</summary>
public sealed class MiddlewareLaws
{
    static readonly Config config = Config.QuickThrowOnFailure.WithMaxTest(300);

    static readonly Gen<Kind> kinds = Gen.Elements(Enum.GetValues<Kind>());

    static readonly Arbitrary<Kind[]> chains = Arb.From(kinds.ArrayOf().Resize(7));

    enum Kind
    {
        Identity, Trace, Pause, Fail, Catch, Named, Deadline, Recovery, Never, Always,
    }

    [Fact]
    public void Composition_is_associative_around_a_call() => Prop.ForAll(chains, chains, chains, (a, b, c) =>
        Call(log => (Chain(a, log, 0) >> Chain(b, log, 10)) >> Chain(c, log, 20)) == Call(log => Chain(a, log, 0) >> (Chain(b, log, 10) >> Chain(c, log, 20)))).Check(config);

    [Fact]
    public void Composition_is_associative_around_a_stream() => Prop.ForAll(chains, chains, chains, (a, b, c) =>
        Stream((log, inner) => ((Chain(a, log, 0) >> Chain(b, log, 10)) >> Chain(c, log, 20)) >> inner)
        == Stream((log, inner) => Chain(a, log, 0) >> (Chain(b, log, 10) >> (Chain(c, log, 20) >> inner)))).Check(config);

    [Fact]
    public void Identity_adds_nothing_on_either_side() => Prop.ForAll(chains, a =>
        Call(log => Chain(a, log, 0)) is var plain
        && Call(log => Middleware.Identity >> Chain(a, log, 0)) == plain
        && Call(log => Chain(a, log, 0) >> Middleware.Identity) == plain
        && Stream((log, inner) => Middleware.Identity >> (Chain(a, log, 0) >> inner)) == Stream((log, inner) => Chain(a, log, 0) >> (Middleware.Identity >> inner))).Check(config);

    [Fact]
    public void When_always_is_the_middleware_and_when_never_is_nothing() => Prop.ForAll(chains, a =>
        Call(log => Chain(a, log, 0).When(_ => true)) == Call(log => Chain(a, log, 0))
        && Call(log => Chain(a, log, 0).When(Selector.All)) == Call(log => Chain(a, log, 0))
        && Call(log => Chain(a, log, 0).When(_ => false)) == Call(_ => Middleware.Identity)
        && Call(log => Chain(a, log, 0).When(Selector.All.Except(Selector.All))) == Call(_ => Middleware.Identity)).Check(config);

    [Fact]
    public void The_left_one_is_outside()
    {
        var text = Call(log => Chain([Kind.Trace], log, 1) >> Chain([Kind.Trace], log, 2));
        Assert.Equal("1 in 0, 2 in 0, handler 0, 2 out 1 ok, 1 out 1 ok: Succ(hi) at 1", text);
    }

    [Fact]
    public void Selectors_are_sets_of_operations() => Prop.ForAll(Arb.From(Gen.Choose(0, 255)), Arb.From(Gen.Choose(0, 255)), (x, y) =>
    {
        var (a, b) = (Of(x), Of(y));
        return Set(a | b) == (x | y) && Set(a & b) == (x & y) && Set(a.Except(b)) == (x & ~y) && Set(Selector.All) == 255;
    }).Check(config);

    static Selector Of(int set) => Selector.Where(operation => ((set >> (operation.Method[0] - '0')) & 1) == 1);

    static int Set(Selector selector) => Enumerable.Range(0, 8).Where(n => selector.Selects($"/x.Y/{n}")).Aggregate(0, (set, n) => set | (1 << n));

    static Middleware Chain(Kind[] kinds, Log log, int at) => kinds.Select((kind, i) => One(kind, log, at + i)).Aggregate(Middleware.Identity, (all, one) => all >> one);

    static Middleware One(Kind kind, Log log, int name) => kind switch
    {
        Kind.Trace => next => request => liftEff(() => log.Add($"{name} in")).Bind(_ => next(request)).Finally(end => liftEff(() => log.Add($"{name} out {(end.IsSucc ? "ok" : end.Error.Reason)}", late: true))),
        Kind.Pause => next => request => yieldFor(1.Seconds) >> next(request),
        Kind.Fail => next => request => next(request).Bind(_ => FailEff<Reply>(Error.Conflict($"FAIL_{name}", "no"))),
        Kind.Catch => next => request => next(request).MapFail(error => error.WithMetadata("seen", $"{name}")),
        Kind.Named => next => request => next(request).Named($"{name}"),
        Kind.Deadline => Prelude.Deadline(2500.Milliseconds),
        Kind.Recovery => Prelude.Recovery(),
        Kind.Never => One(Kind.Trace, log, name).When(_ => false),
        Kind.Always => One(Kind.Trace, log, name).When(Selector.Prefix("/x.")),
        _ => Middleware.Identity,
    };

    static string Call(Func<Log, Middleware> chain)
    {
        var log = new Log();
        Handler handler = request =>
        {
            log.Add("handler");
            return yieldFor(1.Seconds) >> SuccessEff(new Reply(request.Message));
        };
        var (end, at) = log.Time.Run((chain(log) >> handler)(new Request("/x.Y/Z", "hi")));
        return $"{log}: {end.Map(reply => reply.Message)} at {at.TotalSeconds}";
    }

    static string Stream(Func<Log, StreamHandler, StreamHandler> chain)
    {
        var log = new Log();
        StreamHandler handler = (_, _, env) => Observable.Interval(1.Seconds, env.Scheduler).Select(i => (object)i).Take(2);
        var seen = log.Time.Run(chain(log, handler)(new Request("/x.Y/Z", Unit.Default), Observable.Empty<object>(), log.Time.Env));
        return $"{log}: {string.Join(", ", seen)}";
    }

    sealed class Log
    {
        readonly List<string> lines = [];

        internal VirtualTime Time { get; } = new();

        internal void Add(string line, bool late = false)
        {
            var words = line.Split(' ', 3);
            lines.Add(late ? $"{words[0]} {words[1]} {Time.Elapsed.TotalSeconds} {words[2]}" : $"{line} {Time.Elapsed.TotalSeconds}");
        }

        public override string ToString() => string.Join(", ", lines);
    }
}
