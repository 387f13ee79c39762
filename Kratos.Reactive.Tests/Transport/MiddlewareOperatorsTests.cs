namespace Kratos.Reactive.Tests;

public sealed class MiddlewareOperatorsTests
{
    static readonly Middleware mine = next => next;

    [Fact]
    public void What_was_added_up_with_plus_is_refused_wherever_it_is_composed()
    {
        var sum = mine + Recovery();
        Handler handler = _ => SuccessEff(Reply.Empty);
        StreamHandler stream = (_, _, _) => Observable.Empty<object>();
        Assert.Throws<ArgumentException>(() => sum >> mine);
        Assert.Throws<ArgumentException>(() => mine >> sum);
        Assert.Throws<ArgumentException>(() => sum >> handler);
        Assert.Throws<ArgumentException>(() => sum >> stream);
        Assert.Throws<ArgumentException>(() => sum.When(_ => true));
        Assert.Throws<ArgumentException>(() => sum.When(Selector.All));
        Assert.Throws<ArgumentException>(() => new Service("x.Y").Unary<int, int>("Get", SuccessEff).With(sum));
    }

    [Fact]
    public void When_asks_of_each_request_and_a_throwing_question_fails_the_call()
    {
        var time = new VirtualTime();
        Middleware refuse = _ => _ => Error.Forbidden("NO", "no");
        var service = new Service("x.Y").Unary<int, int>("Get", SuccessEff).With(refuse.When(request => (int)request.Message > 1));
        var client = service.InProcess();
        Assert.Equal(1, time.Run(client.Call(new("/x.Y/Get", 1))).Value.Message);
        Assert.Equal("NO", time.Run(client.Call(new("/x.Y/Get", 2))).Error.Reason);
        Assert.Equal("PANIC", time.Run(client.Call(new("/x.Y/Get", "three"))).Error.Reason);
    }

    [Fact]
    public void A_client_with_a_middleware_has_it_around_calls_and_streams()
    {
        var time = new VirtualTime();
        var client = new Service("x.Y").Unary<int, int>("Get", SuccessEff).ServerStream<int, int>("Watch", (n, _) => Observable.Return(n)).InProcess()
            .With(next => request => next(request).Map(reply => reply).MapFail(error => error) >> FailEff<Reply>(Error.Conflict("AFTER", "after")));
        Assert.Equal("AFTER", time.Run(client.Call(new("/x.Y/Get", 1))).Error.Reason);
        Assert.Equal(["0s OnNext(1)", "0s OnError(AFTER)"], time.Run(client.Stream(new("/x.Y/Watch", Unit.Default), Observable.Return<object>(1), time.Env)).Select(one => one.ToString()));
    }
}
