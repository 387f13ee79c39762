namespace Kratos.Reactive.Tests;

/// <summary>A middleware around a whole stream.</summary>
public sealed class StreamLiftTests
{
    static readonly EnvKey<string> Who = new("who");
    static readonly Request opening = new("/x.Y/Watch", Unit.Default);

    readonly VirtualTime time = new();
    readonly List<string> steps = [];

    string At => $"{time.Elapsed.TotalSeconds}s";

    StreamHandler Ticks(int count) => (_, _, env) => Observable.Interval(1.Seconds, env.Scheduler).Select(i => (object)(int)(i + 1)).Take(count);

    Middleware Steps(string name) => next => request => liftEff(() => steps.Add($"{name} in {At}")).Bind(_ => next(request))
        .Finally(end => liftEff(() => { steps.Add($"{name} out {At} {(end.IsSucc ? "ok" : end.Error.Reason)}"); }));

    static Middleware Skips() => _ => _ => SuccessEff(new Reply("from a cache"));

    static Middleware Again(Schedule schedule) => next => request => next(request).Retry(schedule);

    IEnumerable<string> Run(StreamHandler handler) => time.Run(handler(opening, Observable.Empty<object>(), time.Env)).Select(one => one.ToString());

    [Fact]
    public void The_effect_ends_when_the_stream_ends_and_before_its_observer_is_told()
    {
        var stream = (Steps("a") >> Steps("b") >> Ticks(2))(opening, Observable.Empty<object>(), time.Env)
            .Do(n => steps.Add($"{n} {At}"), () => steps.Add($"completed {At}"));
        time.Run(stream);
        Assert.Equal(["a in 0s", "b in 0s", "1 1s", "2 2s", "b out 2s ok", "a out 2s ok", "completed 2s"], steps);
    }

    [Fact]
    public void A_deadline_ends_a_stream_at_its_instant() =>
        Assert.Equal(["1s OnNext(1)", "2s OnNext(2)", "2.5s OnError(TIMED_OUT)"], Run(Deadline(2500.Milliseconds) >> Ticks(10)));

    [Fact]
    public void Nothing_goes_out_after_the_end_even_from_a_source_that_goes_on()
    {
        var source = new Stubborn();
        for (var i = 1; i <= 5; i++)
        {
            var n = i;
            time.At(n.Seconds, () => source.Observer!.OnNext(n));
        }

        Assert.Equal(["1s OnNext(1)", "2s OnNext(2)", "2.5s OnError(TIMED_OUT)"], Run(Deadline(2500.Milliseconds) >> (StreamHandler)((_, _, _) => source)));
        Assert.Equal(5.Seconds, time.Elapsed);
    }

    [Fact]
    public void A_stream_that_failed_before_its_first_message_may_run_again()
    {
        var tries = 0;
        StreamHandler third = (_, _, env) => ++tries < 3 ? Observable.Throw<object>(new ErrorException(Error.Unavailable("DOWN", "down"))) : Ticks(1)(opening, Observable.Empty<object>(), env);
        Assert.Equal(["21s OnNext(1)", "21s OnCompleted()"], Run(Again(Schedule.Spaced(10.Seconds)) >> third));
    }

    [Fact]
    public void A_stream_that_failed_after_a_message_does_not_run_again_and_fails_with_that_error()
    {
        var tries = 0;
        StreamHandler broken = (_, _, env) => ++tries == 1
            ? Observable.Throw<object>(new ErrorException(Error.Unavailable("BEFORE", "before any message")))
            : Ticks(1)(opening, Observable.Empty<object>(), env).Concat(Observable.Throw<object>(new ErrorException(Error.Unavailable($"BROKEN_{tries}", "broken"))));
        Assert.Equal(["2s OnNext(1)", "5s OnError(BROKEN_2)"], Run(Again(Schedule.Spaced(1.Seconds) & Schedule.Recurs(4)) >> broken));
        Assert.Equal(2, tries);
    }

    [Fact]
    public void A_stream_that_ended_well_is_not_repeated() =>
        Assert.Equal(["1s OnNext(1)", "1s OnError(STREAM_REPEATED)"], Run(((Middleware)(next => request => next(request).Repeat(Schedule.Recurs(3)))) >> Ticks(1)));

    [Fact]
    public void A_second_run_beside_the_first_is_refused_and_the_first_goes_on() =>
        Assert.Equal(["1s OnNext(1)", "2s OnNext(2)", "2s OnCompleted()"], Run(((Middleware)(next => request => awaitAny(next(request), next(request)))) >> Ticks(2)));

    [Fact]
    public void A_middleware_that_skips_a_stream_fails_it_and_a_unary_call_not()
    {
        Assert.Equal(["0s OnError(STREAM_SKIPPED)"], Run(Skips() >> Ticks(2)));
        Handler never = _ => Error.Internal("RUN", "was run");
        Assert.Equal("from a cache", time.Run((Skips() >> never)(opening)).Value.Message);
    }

    [Fact]
    public void A_middleware_that_refuses_a_stream_is_its_error() =>
        Assert.Equal(["0s OnError(NO)"], Run(((Middleware)(_ => _ => Error.Forbidden("NO", "no"))) >> Ticks(2)));

    [Fact]
    public void What_an_outer_middleware_puts_into_the_environment_is_what_the_stream_sees()
    {
        Middleware named = next => request => local(env => env.With(Who, "kratos").WithDeadline(DateTimeOffset.UnixEpoch + 9.Seconds), next(request));
        StreamHandler who = (_, _, env) => Observable.Return<object>($"{env.Find(Who).IfNone("nobody")} until {env.Deadline.IfNone(default(DateTimeOffset)).Second}");
        Assert.Equal(["0s OnNext(kratos until 7)", "0s OnCompleted()"], Run(named >> Deadline(7.Seconds) >> who));
    }

    [Fact]
    public void Disposing_stops_the_stream_and_its_middleware_at_that_instant()
    {
        var stream = (Steps("a") >> (StreamHandler)((_, _, env) => Ticks(10)(opening, Observable.Empty<object>(), env).Finally(() => steps.Add($"left {At}"))))(opening, Observable.Empty<object>(), time.Env);
        var told = new List<string>();
        var subscription = stream.Subscribe(n => told.Add($"{n}"), error => told.Add(error.Message), () => told.Add("completed"));
        time.At(1500.Milliseconds, subscription.Dispose);
        time.Start();
        Assert.Equal(["a in 0s", "left 1.5s", "a out 1.5s CANCELLED"], steps);
        Assert.Equal(["1"], told);
    }

    [Fact]
    public void The_caller_who_leaves_ends_it_in_a_cancellation_after_the_message_that_is_going_out()
    {
        using var caller = new CancellationTokenSource();
        var stream = (Steps("a") >> Ticks(3))(opening, Observable.Empty<object>(), time.Env.With(caller.Token));
        using var subscription = stream.Subscribe(
            n =>
            {
                steps.Add($"{n} begins");
                caller.Cancel();
                steps.Add($"{n} ends");
            },
            error => steps.Add(((ErrorException)error).Error.Reason));
        time.Start();
        Assert.Equal(["a in 0s", "1 begins", "a out 1s CANCELLED", "1 ends", "CANCELLED"], steps);
    }

    [Fact]
    public void An_answer_that_comes_back_while_a_message_goes_out_is_not_lost()
    {
        using var asked = new System.Reactive.Subjects.Subject<object>();
        StreamHandler echo = (_, messages, _) => messages;
        var told = new List<object>();
        using var subscription = (Middleware.Identity >> echo)(opening, asked, time.Env).Subscribe(n =>
        {
            told.Add(n);
            if (n is < 5) asked.OnNext((int)n + 1);
        });
        asked.OnNext(1);
        Assert.Equal([1, 2, 3, 4, 5], told);
    }

    [Fact]
    public void Every_exception_of_a_stream_is_an_ErrorException()
    {
        Middleware throws = _ => _ => throw new InvalidOperationException("secret");
        StreamHandler[] broken =
        [
            throws >> Ticks(1),
            Middleware.Identity >> (StreamHandler)((_, _, _) => throw new InvalidOperationException("secret")),
            Middleware.Identity >> (StreamHandler)((_, _, _) => Observable.Throw<object>(new InvalidOperationException("secret"))),
            Middleware.Identity >> (StreamHandler)((_, _, _) => Observable.Create<object>(IDisposable (_) => throw new InvalidOperationException("secret"))),
            Middleware.Identity >> (StreamHandler)((_, _, _) => null!),
            Recovery() >> throws >> Ticks(1),
        ];
        Assert.All(broken, stream => Assert.Equal(["0s OnError(PANIC)"], new VirtualTime() is var clock ? clock.Run(stream(opening, Observable.Empty<object>(), clock.Env)).Select(one => one.ToString()) : []));
    }

    [Fact]
    public void A_chain_is_composed_once_and_never_for_a_call()
    {
        var composed = 0;
        Middleware counted = next =>
        {
            composed++;
            return next;
        };
        var service = new Service("x.Y").Unary<int, int>("Get", SuccessEff).ServerStream<int, int>("Watch", (n, _) => Observable.Return(n)).With(counted).With(Middleware.Identity);
        Assert.Equal(2, composed);
        var client = service.InProcess();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(i, time.Run(client.Call(new("/x.Y/Get", i))).Value.Message);
            Assert.Equal(2, time.Run(client.Stream(new("/x.Y/Watch", Unit.Default), Observable.Return<object>(i), time.Env)).Count);
        }

        Assert.Equal(2, composed);
    }

    [Fact]
    public void Two_calls_of_one_chain_at_once_keep_their_messages_apart()
    {
        StreamHandler echo = (_, messages, env) => messages.Delay(1.Seconds, env.Scheduler);
        var stream = Steps("a") >> echo;
        var first = time.Watch(stream(opening, Observable.Return<object>("one"), time.Env));
        var second = time.Watch(stream(opening, Observable.Return<object>("two"), time.Env));
        time.Start();
        Assert.Equal(["1s OnNext(one)", "1s OnCompleted()"], first.Select(one => one.ToString()));
        Assert.Equal(["1s OnNext(two)", "1s OnCompleted()"], second.Select(one => one.ToString()));
    }

    /// <summary>Goes on whatever its subscriber does.</summary>
    sealed class Stubborn : IObservable<object>
    {
        internal IObserver<object>? Observer { get; private set; }

        public IDisposable Subscribe(IObserver<object> observer)
        {
            Observer = observer;
            return Disposable.Empty;
        }
    }
}
