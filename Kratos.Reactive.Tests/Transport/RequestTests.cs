namespace Kratos.Reactive.Tests;

public sealed class RequestTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void A_message_that_is_there_is_read_at_once()
    {
        var request = new Request("/x.Y/Z", "hi");
        Assert.True(request.IsRead);
        Assert.Equal("hi", time.Run(request.Read).Value);
        Assert.Equal(request, new Request("/x.Y/Z", "hi"));
        Assert.Equal("Request { Operation = /x.Y/Z, Message = hi, Headers = [] }", request.ToString());
    }

    [Fact]
    public void A_message_that_is_not_read_yet_cannot_be_looked_at_until_somebody_asked()
    {
        var request = new Request("/x.Y/Z", new Late(time), Headers.Empty.Add("x-id", "1"));
        Assert.False(request.IsRead);
        Assert.Equal("MESSAGE_NOT_READ", Assert.Throws<ErrorException>(() => request.Message).Error.Reason);
        Assert.Equal("Request { Operation = /x.Y/Z, Message = not read, Headers = [x-id] }", request.ToString());

        Assert.Equal("read at 0s", time.Run(request.Read).Value);
        Assert.Equal(("read at 0s", true), (request.Message, request.IsRead));
        Assert.Equal("read at 0s", time.Run(yieldFor(1.Seconds) >> request.Read).Value);
    }

    [Fact]
    public void A_method_reads_its_message_inside_its_middleware_and_one_that_refuses_reads_nothing()
    {
        var service = new Service("x.Y").Unary<string, string>("Z", text => SuccessEff($"{text}!"));
        var late = new Late(time);
        Assert.Equal("NO", time.Run(service.With(_ => _ => Error.Forbidden("NO", "no")).InProcess().Call(new("/x.Y/Z", late, Headers.Empty))).Error.Reason);
        Assert.Null(late.Message);
        Middleware pause = next => request => yieldFor(3.Seconds) >> next(request);
        Assert.Equal("read at 3s!", time.Run(service.With(pause).InProcess().Call(new("/x.Y/Z", late, Headers.Empty))).Value.Message);
    }

    [Fact]
    public void A_message_set_over_one_that_was_not_read_is_the_message()
    {
        var request = new Request("/x.Y/Z", new Late(time), Headers.Empty) with { Message = "other" };
        Assert.Equal((true, "other"), (request.IsRead, request.Message));
        Assert.Equal("other", time.Run(request.Read).Value);
    }

    /// <summary>Read when it is asked for, once.</summary>
    sealed class Late(VirtualTime time) : Unread
    {
        object? message;

        internal override object? Message => message;

        internal override Eff? Step(Machine machine) => machine.Return(message ??= $"read at {time.Elapsed.TotalSeconds}s");
    }
}
