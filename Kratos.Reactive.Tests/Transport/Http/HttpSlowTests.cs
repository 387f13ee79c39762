using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Callers that let us wait. Kestrel's own clock decides: the least that must pass is exact, the most is patience.</summary>
public sealed class HttpSlowTests : ZooTests
{
    private protected override HttpOptions Options => HttpOptions.Default with { HeaderTimeout = TimeSpan.FromSeconds(1), KeepAlive = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task A_body_that_stops_is_408_after_five_seconds_of_grace_and_the_connection_is_closed()
    {
        var clock = Stopwatch.StartNew();
        var answer = await Raw("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"n");
        IsFailure(answer, 408, "BODY_TOO_SLOW", "the body did not arrive in time");
        Assert.Equal("close", answer.Fields["Connection"]);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(19));
    }

    [Theory]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET /anim")]
    public async Task Headers_that_stop_are_408_after_the_time_they_have_and_the_connection_is_closed(string part)
    {
        var answer = await Raw(part);
        Assert.Equal((408, "close"), (answer.Status, answer.Fields["Connection"]));
    }

    [Fact]
    public async Task A_connection_that_is_idle_after_a_request_is_closed_after_the_time_it_has()
    {
        var text = await Server.Raw("GET /animals/rex HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(200, Answer.Of(text).Status);
    }
}

public sealed class HttpTimeoutTests : ZooTests
{
    private protected override HttpOptions Options => HttpOptions.Default with { Timeout = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task A_body_still_on_its_way_at_the_deadline_of_the_call_is_408()
    {
        var answer = await Raw("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"n");
        IsFailure(answer, 408, "BODY_TOO_SLOW", "the body did not arrive in time");
        Assert.Equal("close", answer.Fields["Connection"]);
    }

    [Fact]
    public async Task A_body_still_on_its_way_at_the_deadline_of_a_middleware_is_408_and_logged_as_its_callers_fault()
    {
        var chain = Logging(Log) >> Recovery() >> Deadline(TimeSpan.FromMilliseconds(300));
        await using var server = await Serving.Start(HttpOptions.Default, Zoo.Service.With(chain));
        var answer = Answer.Of(await server.Raw("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"n"));
        IsFailure(answer, 408, "BODY_TOO_SLOW", "the body did not arrive in time");
        Assert.Contains("408 BODY_TOO_SLOW", Assert.Single(Log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_has_its_message_and_takes_longer_than_its_deadline_is_504()
    {
        var slow = new Service("x.Slow").Unary<Animal, Animal>("Add", animal => yieldFor(TimeSpan.FromHours(1)) >> SuccessEff(animal), HttpRule.Post("/slow")).With(Deadline(TimeSpan.FromMilliseconds(100)));
        await using var server = await Serving.Start(HttpOptions.Default, slow);
        using var reply = await server.Client.PostAsync("/slow", Json("""{"name":"x"}"""), Token);
        Assert.Equal(504, (int)reply.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_takes_longer_is_504_at_the_deadline_and_the_connection_goes_on()
    {
        var clock = Stopwatch.StartNew();
        using var socket = await Server.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /hang HTTP/1.1\r\nHost: x\r\n\r\nGET /animals/rex HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        var answer = Answer.Of(await Serving.ReadAll(socket));
        Assert.Equal(504, answer.Status);
        Assert.StartsWith("""{"code":504,"reason":"TIMED_OUT","message":"took too long","metadata":{}}HTTP/1.1 200 OK""", answer.Body);
        // Timers count in steps of the system's clock, which are up to 16 ms.
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(280), $"{clock.Elapsed} is too early");
    }
}
