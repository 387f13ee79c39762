namespace Kratos.Reactive.Tests;

public sealed class CallTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void Outside_a_call_there_is_none_and_that_is_no_failure()
    {
        Assert.Same(Call.None, time.Run(currentCall).Value);
        Assert.Equal(("", "", 0), (Call.None.Kind, Call.None.Operation.Name, Call.None.RequestHeaders.Count));
        Assert.Same(AppInfo.None, time.Run(appInfo).Value);
        Assert.Same(Headers.Empty, time.Run(metadata).Value);
    }

    [Fact]
    public void Outside_a_call_nothing_can_be_set_and_nothing_is_kept()
    {
        Assert.Equal("HEADERS_SENT", time.Run(currentCall.Bind(call => call.SetHeader("a", "1"))).Error.Reason);
        Assert.Equal("NO_CALL", time.Run(currentCall.Bind(call => call.SetTrailer("a", "1"))).Error.Reason);
        Assert.Equal((0, 0), (Call.None.ReplyHeaders.Count, Call.None.ReplyTrailers.Count));
    }

    [Fact]
    public void A_header_that_comes_after_they_went_out_is_an_error_and_a_trailer_is_not()
    {
        var call = new Call { Operation = "/x.Y/Z" };
        var env = time.Env.With(Call.Key, call);
        var set = currentCall.Bind(now => now.SetHeader("x-id", "1")) >> currentCall.Bind(now => now.SetHeader("X-Id", "2"));
        Assert.True(time.Run(set, env).End.IsSucc);
        Assert.Equal(["2"], call.Freeze(out _).Values("x-id"));
        var late = time.Run(call.SetHeader("x-id", "3"), env).Error;
        Assert.Equal((500, "HEADERS_SENT"), (late.Code, late.Reason));
        Assert.Contains("x-id", late.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], call.ReplyHeaders.Values("x-id"));
        Assert.True(time.Run(call.SetTrailer("x-sum", "9"), env).End.IsSucc);
        Assert.Equal(["9"], call.ReplyTrailers.Values("x-sum"));
    }

    [Fact]
    public void A_header_that_could_not_be_sent_fails_the_effect_and_changes_nothing()
    {
        var call = new Call();
        Assert.Equal("HEADER_INVALID", time.Run(call.SetHeader("x", "a\r\nb")).Error.Reason);
        Assert.Equal("HEADER_INVALID", time.Run(call.SetTrailer("x y", "a")).Error.Reason);
        Assert.Equal((0, 0), (call.ReplyHeaders.Count, call.ReplyTrailers.Count));
    }

    [Fact]
    public void Metadata_is_there_inside_and_put_back_afterwards()
    {
        var fields = Headers.Empty.Add("x-md-global-user", "7");
        var seen = from inside in withMetadata(fields, metadata) from outside in metadata select (inside, outside);
        Assert.Equal((fields, Headers.Empty), time.Run(seen).Value);
    }

    [Theory]
    [InlineData("/shop.v1.Carts/Add", "shop.v1.Carts", "Add")]
    [InlineData("/a/b/c", "a/b", "c")]
    [InlineData("shop.Add", "", "")]
    [InlineData("/", "", "")]
    [InlineData("", "", "")]
    public void An_operation_knows_its_service_and_its_method(string name, string service, string method)
    {
        Operation operation = name;
        Assert.Equal((service, method, name), (operation.Service, operation.Method, operation.ToString()));
        Assert.Equal(("", "", ""), (default(Operation).Service, default(Operation).Method, default(Operation).ToString()));
    }
}
