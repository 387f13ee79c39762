namespace Kratos.Reactive.Tests;

public sealed class ServiceTests
{
    readonly VirtualTime time = new();

    static readonly Service sums = new Service("math.Sums")
        .Unary<int, int>("Double", n => SuccessEff(2 * n))
        .Unary<int, Reply>("Told", n => SuccessEff(new Reply(n) { Headers = Headers.Empty.Add("x-n", "1") }))
        .Unary<int, int>("Throws", n => throw new InvalidOperationException("secret"))
        .ServerStream<int, int>("Count", (n, env) => Observable.Interval(1.Seconds, env.Scheduler).Select(i => (int)i + 1).Take(n))
        .ServerStream<int, int>("Breaks", (n, _) => new Broken(n))
        .ClientStream<int, int>("Sum", all => all.Sum().SingleEff())
        .Duplex<int, int>("Doubles", (all, env) => all.Select(n => 2 * n).Delay(1.Seconds, env.Scheduler));

    static readonly Client client = sums.InProcess();

    static string Of(string method) => $"/math.Sums/{method}";

    IReadOnlyList<Happened<object>> Stream(string method, IObservable<object> messages) =>
        time.Run(client.Stream(new(Of(method), Unit.Default), messages, time.Env));

    static Error Failure(IReadOnlyList<Happened<object>> seen) => Assert.IsType<ErrorException>(seen[^1].What.Exception).Error;

    [Fact]
    public void A_unary_method_answers_its_value_or_the_reply_it_made()
    {
        Assert.Equal(42, time.Run(client.Call(new(Of("Double"), 21))).Value.Message);
        var told = time.Run(client.Call(new(Of("Told"), 3))).Value;
        Assert.Equal((3, "1"), (told.Message, told.Headers.Values("x-n")[0]));
    }

    [Fact]
    public void A_server_stream_gives_its_values_when_they_come()
    {
        var seen = Stream("Count", Observable.Return<object>(3));
        Assert.Equal(["1s OnNext(1)", "2s OnNext(2)", "3s OnNext(3)", "3s OnCompleted()"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void A_client_stream_gives_one_value_when_the_requests_are_over() =>
        Assert.Equal(["0s OnNext(6)", "0s OnCompleted()"], Stream("Sum", new object[] { 1, 2, 3 }.ToObservable(ImmediateScheduler.Instance)).Select(one => one.ToString()));

    [Fact]
    public void A_duplex_stream_answers_while_it_is_asked() =>
        Assert.Equal(["2s OnNext(2)", "3s OnNext(4)", "3s OnCompleted()"],
            Stream("Doubles", Observable.Interval(1.Seconds, time).Select(i => (object)((int)i + 1)).Take(2)).Select(one => one.ToString()));

    [Fact]
    public void A_server_stream_takes_exactly_one_message()
    {
        Assert.Equal((400, "MESSAGE_MISSING"), Failure(Stream("Count", Observable.Empty<object>())) is var none ? (none.Code, none.Reason) : default);
        Assert.Equal((400, "MESSAGE_NOT_SINGLE"), Failure(Stream("Count", new object[] { 1, 2 }.ToObservable(ImmediateScheduler.Instance))) is var more ? (more.Code, more.Reason) : default);
    }

    [Fact]
    public void A_server_stream_that_throws_when_it_is_subscribed_to_fails_after_what_it_gave()
    {
        Assert.Equal("BROKEN", Failure(Stream("Breaks", Observable.Return<object>(0))).Reason);
        Assert.Equal(["0s OnNext(3)", "0s OnError(BROKEN)"], Stream("Breaks", Observable.Return<object>(3)).Select(one => one.ToString()));
    }

    [Theory]
    [InlineData("Count")]
    [InlineData("Sum")]
    [InlineData("Doubles")]
    public void A_message_of_another_type_fails_the_stream_and_says_which_types(string method)
    {
        var error = Failure(Stream(method, Observable.Return<object>("one")));
        Assert.Equal("WRONG_MESSAGE", error.Reason);
        Assert.Contains($"{Of(method)} takes a Int32, and was given a String", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_another_type_fails_a_unary_call() =>
        Assert.Equal("WRONG_MESSAGE", time.Run(client.Call(new(Of("Double"), "x"))).Error.Reason);

    [Fact]
    public void An_operation_it_does_not_have_and_one_of_the_other_kind_are_501()
    {
        Assert.Equal("UNKNOWN_OPERATION", time.Run(client.Call(new("/math.Sums/Halve", 1))).Error.Reason);
        Assert.Equal("UNKNOWN_OPERATION", Failure(Stream("Halve", Observable.Empty<object>())).Reason);
        Assert.Equal("NOT_UNARY", time.Run(client.Call(new(Of("Count"), 1))).Error.Reason);
        Assert.Equal("NOT_A_STREAM", Failure(Stream("Double", Observable.Empty<object>())).Reason);
    }

    [Fact]
    public void A_client_throws_nothing_and_runs_nothing_before_its_effect_is_run()
    {
        var call = client.Call(new(Of("Throws"), 1));
        var error = time.Run(call).Error;
        Assert.Equal(("PANIC", "internal error"), (error.Reason, error.Message));
        Assert.IsType<InvalidOperationException>(error.Cause);
    }

    [Fact]
    public void A_stream_without_any_middleware_ends_in_an_ErrorException_whatever_it_throws()
    {
        var broken = new Service("x.Y")
            .Duplex<int, int>("Throws", (_, _) => throw new InvalidOperationException("secret"))
            .Duplex<int, int>("Fails", (_, _) => Observable.Throw<int>(new InvalidOperationException("secret")))
            .ServerStream<int, int>("Count", (_, _) => throw new InvalidOperationException("secret"))
            .ClientStream<int, int>("Sum", _ => throw new InvalidOperationException("secret"));
        foreach (var method in broken.Methods)
        {
            var error = Failure(time.Run(method.Stream(new(method.Operation, Unit.Default), Observable.Return<object>(1), time.Env)));
            Assert.Equal(("PANIC", "internal error"), (error.Reason, error.Message));
        }
    }

    [Fact]
    public void Two_methods_of_one_name_are_refused_and_Plus_replaces()
    {
        var error = Assert.Throws<ErrorException>(() => sums.Unary<int, int>("Double", SuccessEff)).Error;
        Assert.Equal("DUPLICATE_METHOD", error.Reason);
        Assert.Contains("/math.Sums/Double", error.Message, StringComparison.Ordinal);
        Assert.Throws<ErrorException>(() => sums with { Methods = [sums.Methods[0], sums.Methods[0]] });

        var replaced = sums.Plus(sums.Methods[0] with { Call = _ => SuccessEff(new Reply("mine")) });
        Assert.Equal(sums.Methods.Count, replaced.Methods.Count);
        Assert.Equal("mine", time.Run(replaced.InProcess().Call(new(Of("Double"), 1))).Value.Message);
    }

    [Theory]
    [InlineData("", "Get")]
    [InlineData("a/b", "Get")]
    [InlineData("a", "")]
    [InlineData("a", "Get/")]
    [InlineData("a", "Get it")]
    [InlineData("a", "Get\n")]
    public void A_name_that_would_make_another_operation_is_refused(string service, string method) =>
        Assert.Equal("NAME_INVALID", Assert.Throws<ErrorException>(() => new Service(service).Unary<int, int>(method, SuccessEff)).Error.Reason);

    [Fact]
    public void A_server_of_parts_starts_stops_and_replays_its_parts()
    {
        var steps = new List<string>();
        var server = Server.Of("queue",
            yieldFor(1.Seconds) >> liftEff(() => { steps.Add("start"); return 7; }),
            n => liftEff(() => steps.Add($"stop {n} at {time.Elapsed.TotalSeconds}s")).Map(_ => Unit.Default),
            n => [new Uri($"queue://host:{n}")],
            n => Observable.Return(Error.Unavailable("GONE", $"{n}")));
        var run = time.Run(server.Listen.Use(listening => listening.Faults.FirstEff().Bind(fault => yieldFor(2.Seconds) >> SuccessEff((listening.Endpoints, fault.Reason)))));
        Assert.Equal("GONE", run.Value.Reason);
        Assert.Equal([new Uri("queue://host:7")], run.Value.Endpoints);
        Assert.Equal(["start", "stop 7 at 3s"], steps);
    }

    [Fact]
    public void A_server_whose_endpoints_cannot_be_told_is_stopped_again()
    {
        var stopped = 0;
        var server = Server.Of("queue", SuccessEff(1), _ => liftEff(() => { stopped++; }), _ => throw new InvalidOperationException("no address"));
        Assert.Equal("PANIC", time.Run(server.Listen.Use(_ => unitEff)).Error.Reason);
        Assert.Equal(1, stopped);
        var quiet = Server.Of("queue", SuccessEff(1), _ => unitEff);
        Assert.Empty(time.Run(quiet.Listen.Use(listening => SuccessEff(listening.Endpoints))).Value);
    }

    /// <summary>Throws inside Subscribe, perhaps after a value.</summary>
    sealed class Broken(int value) : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer)
        {
            if (value > 0) observer.OnNext(value);
            throw new ErrorException(Error.Conflict("BROKEN", "it cannot be subscribed to"));
        }
    }
}
