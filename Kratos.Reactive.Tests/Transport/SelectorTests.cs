namespace Kratos.Reactive.Tests;

public sealed class SelectorTests
{
    readonly VirtualTime time = new();

    [Theory]
    [InlineData("/shop.v1.Carts/Add", true)]
    [InlineData("/shop.v1.Carts/Adds", false)]
    [InlineData("/shop.v1.Carts/add", false)]
    [InlineData("", false)]
    public void An_exact_one_chooses_the_whole_name(string name, bool chosen) => Assert.Equal(chosen, Selector.Exact("/shop.v1.Carts/Add", "/x.Y/Z").Selects(name));

    [Theory]
    [InlineData("/shop.v1.Carts/Add", true)]
    [InlineData("/shop.v1.Carts", false)]
    [InlineData("/shop.v10.Carts/Add", false)]
    [InlineData("/Shop.v1.Carts/Add", false)]
    public void A_prefix_chooses_what_begins_with_it(string name, bool chosen) => Assert.Equal(chosen, Selector.Prefix("/bank.", "/shop.v1.Carts/").Selects(name));

    [Theory]
    [InlineData("/api/v[0-9]+/.*", "/api/v2/users", true)]
    [InlineData("/api/v[0-9]+/.*", "/other/path", false)]
    [InlineData("a|ab", "ab", true)]
    [InlineData("ab|a", "a", true)]
    [InlineData("/shop", "/shop.Carts/Add", false)]
    [InlineData(".*/Add", "/shop.Carts/Add\n", false)]
    [InlineData(".*/add", "/shop.Carts/Add", false)]
    [InlineData("(?i).*/add", "/shop.Carts/Add", true)]
    public void A_regex_is_true_of_the_whole_name(string pattern, string name, bool chosen) => Assert.Equal(chosen, Selector.Regex(pattern).Selects(name));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/shop.(", "/shop.(")]
    [InlineData("a)|(b", "a)|(b")]
    [InlineData("(?=x)x", "(?=x)x")]
    [InlineData(@"(.)\1", @"(.)\1")]
    public void A_regex_that_cannot_be_used_is_an_error_when_it_is_made(string pattern, string named)
    {
        var error = Assert.Throws<ErrorException>(() => Selector.Regex(pattern)).Error;
        Assert.Equal("SELECTOR_INVALID", error.Reason);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regex_takes_time_that_is_linear_in_the_name()
    {
        var selector = Selector.Regex("(a+)+b");     // two to the power of 100,000 steps for an engine that backtracks
        Assert.False(selector.Selects(new string('a', 100_000)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop.Carts/Add")]
    [InlineData("/shop.Carts")]
    [InlineData("/shop.Carts/")]
    [InlineData("/shop.Carts/*")]
    [InlineData("/shop.Carts/Add ")]
    [InlineData("/shop.Carts/Add\n")]
    public void An_exact_name_that_no_operation_can_have_is_an_error(string name) =>
        Assert.Equal("SELECTOR_INVALID", Assert.Throws<ErrorException>(() => Selector.Exact("/x.Y/Z", name)).Error.Reason);

    [Theory]
    [InlineData("")]
    [InlineData("shop.")]
    [InlineData("/shop.*")]
    [InlineData("/shop .")]
    public void A_prefix_that_no_operation_can_have_is_an_error(string prefix) =>
        Assert.Equal("SELECTOR_INVALID", Assert.Throws<ErrorException>(() => Selector.Prefix(prefix)).Error.Reason);

    [Fact]
    public void None_at_all_is_an_error()
    {
        Assert.Equal("SELECTOR_INVALID", Assert.Throws<ErrorException>(() => Selector.Exact()).Error.Reason);
        Assert.Equal("SELECTOR_INVALID", Assert.Throws<ErrorException>(() => Selector.Prefix()).Error.Reason);
    }

    [Fact]
    public void Its_text_says_what_it_chooses() =>
        Assert.Equal("((/a.B/C | /d.*) except regex .*/Get)", ((Selector.Exact("/a.B/C") | Selector.Prefix("/d.")).Except(Selector.Regex(".*/Get"))).ToString());

    [Fact]
    public void A_middleware_is_for_the_chosen_operations_and_others_go_past_it()
    {
        Middleware refuse = _ => _ => Error.Forbidden("NO", "no");
        Handler answer = request => SuccessEff(new Reply(request.Operation.Name));
        var guarded = refuse.When(Selector.Prefix("/shop.").Except(Selector.Exact("/shop.Accounts/Login"))) >> answer;
        Assert.Equal("NO", time.Run(guarded(new("/shop.Carts/Add", 1))).Error.Reason);
        Assert.Equal("/shop.Accounts/Login", time.Run(guarded(new("/shop.Accounts/Login", 1))).Value.Message);
        Assert.Equal("/x.Y/Z", time.Run(guarded(new("/x.Y/Z", 1))).Value.Message);
        Assert.Equal("NO", time.Run(guarded(new("/shop.Carts/Add", 1))).Error.Reason);
    }

    [Fact]
    public void A_stream_is_chosen_as_a_call_is()
    {
        Middleware refuse = _ => _ => Error.Forbidden("NO", "no");
        var stream = refuse.When(Selector.Exact("/x.Y/Watch")) >> (StreamHandler)((opening, _, _) => Observable.Return<object>(opening.Operation.Name));
        string[] Run(string operation) => [.. time.Run(stream(new(operation, Unit.Default), Observable.Empty<object>(), time.Env)).Select(one => one.ToString())];
        Assert.Equal(["0s OnError(NO)"], Run("/x.Y/Watch"));
        Assert.Equal(["0s OnNext(/x.Y/Other)", "0s OnCompleted()"], Run("/x.Y/Other"));
    }

    [Fact]
    public void An_operation_is_decided_once_and_not_for_each_call()
    {
        var asked = new List<string>();
        var selector = Selector.Where(operation =>
        {
            asked.Add(operation.Name);
            return true;
        });
        var handler = Middleware.Identity.When(selector) >> (Handler)(_ => SuccessEff(Reply.Empty));
        foreach (var name in (string[])["/a.B/C", "/d.E/F", "/a.B/C", "/d.E/F", "/a.B/C"]) handler(new(new string(name), 1));
        Assert.Equal(["/a.B/C", "/d.E/F"], asked);
    }

    [Fact]
    public void Names_without_end_do_not_fill_the_memory()
    {
        var asked = 0;
        var decisions = new Decisions(Selector.Where(_ =>
        {
            asked++;
            return true;
        }));
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 1500; i++) Assert.True(decisions.Of($"/x.Y/M{i}"));
        }

        Assert.Equal(1500 + (1500 - 1024), asked);
    }

    [Fact]
    public void A_service_puts_a_middleware_around_the_chosen_methods_and_refuses_a_selector_that_chooses_none()
    {
        Middleware refuse = _ => _ => Error.Forbidden("NO", "no");
        var service = new Service("shop.Carts").Unary<int, int>("Add", SuccessEff).Unary<int, int>("Get", SuccessEff);
        var client = service.With(refuse, Selector.Exact("/shop.Carts/Add")).InProcess();
        Assert.Equal("NO", time.Run(client.Call(new("/shop.Carts/Add", 1))).Error.Reason);
        Assert.Equal(1, time.Run(client.Call(new("/shop.Carts/Get", 1))).Value.Message);

        var error = Assert.Throws<ErrorException>(() => service.With(refuse, Selector.Exact("/shop.Carts/Ad"))).Error;
        Assert.Equal("SELECTS_NOTHING", error.Reason);
        Assert.Contains("/shop.Carts/Add, /shop.Carts/Get", error.Message, StringComparison.Ordinal);
    }
}
