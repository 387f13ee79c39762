using System.Net;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

public sealed class HttpErrorTests : ZooTests
{
    public static TheoryData<Error> Classes { get; } = new(
        Error.BadRequest("R", "m"),
        Error.Unauthorized("R", "m"),
        Error.Forbidden("R", "m"),
        Error.NotFound("R", "m"),
        Error.Conflict("R", "m"),
        Error.TooManyRequests("R", "m"),
        Error.ClientClosed("R", "m"),
        Error.Internal("R", "m"),
        Error.NotImplemented("R", "m"),
        Error.Unavailable("R", "m"),
        Error.GatewayTimeout("R", "m"),
        Error.Cancelled,
        Error.TimedOut,
        new Error(412, "R", "m"),
        new Error(511, "", ""),
        new Error(599, "R", "\"\\\u0001\ud800 ü"));

    [Theory]
    [MemberData(nameof(Classes), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_has_its_status_and_all_of_it_but_the_cause(Error error)
    {
        await using var server = await Failing(error.WithMetadata("a", "1").WithMetadata("b", "\"ü") with { Cause = null });
        using var reply = await server.Client.GetAsync("/fail", Token);
        Assert.Equal(error.Code, (int)reply.StatusCode);
        IsFailure(new((int)reply.StatusCode, reply.Content.Headers.ContentType!.ToString(), await reply.Content.ReadAsStringAsync(Token)), error.Code, error.Reason, error.Message.Replace('\ud800', '\ufffd'), ("a", "1"), ("b", "\"ü"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(399)]
    [InlineData(600)]
    [InlineData(10001)]
    [InlineData(int.MaxValue)]
    public async Task A_code_that_is_no_status_of_a_failure_is_500_and_keeps_its_number(int code)
    {
        await using var server = await Failing(new Error(code, "BUSINESS", "as agreed"));
        using var reply = await server.Client.GetAsync("/fail", Token);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        IsFailure(new(code, "application/json", await reply.Content.ReadAsStringAsync(Token)), code, "BUSINESS", "as agreed");
    }

    [Theory]
    [InlineData("/panic")]
    [InlineData("/panic-later")]
    public async Task A_panic_is_500_tells_nothing_and_is_logged_with_its_cause(string path)
    {
        OurFault = true;
        IsFailure(await Get(path), 500, "PANIC", "internal error");
        var (level, text, cause) = Assert.Single(Log.Lines, line => line.Level >= LogLevel.Error);
        Assert.Equal((LogLevel.Error, "the secret of the house"), (level, cause!.Message));
        Assert.StartsWith($"GET {path} failed: 500 PANIC: internal error", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_panic_in_a_server_without_a_log_is_told_to_the_unhandled_sink()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<Error>();
        await using var server = await Serving.Start(Kratos.Reactive.Server.Http("http://127.0.0.1:0", Zoo.Service), Env.System.WithUnhandled(told.Enqueue));
        using var reply = await server.Client.GetAsync("/panic", Token);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Equal("the secret of the house", Assert.Single(told).Cause!.Message);
    }

    [Fact]
    public async Task A_panic_that_a_middleware_logged_is_not_logged_again()
    {
        OurFault = true;
        await using var server = await Serving.Start(Logged, Zoo.Service.With(Logging(Log) >> Recovery(_ => Error.Unavailable("BUG", "sorry"))));
        foreach (var path in (string[])["/panic", "/panic-later"])
        {
            using var reply = await server.Client.GetAsync(path, Token);
            Assert.Equal(503, (int)reply.StatusCode);
        }

        Assert.Equal(["server http", "server http"], Log.At(LogLevel.Error).Select(line => line[..11]));
    }

    [Fact]
    public async Task What_a_logging_outside_of_a_panic_does_not_show_the_server_does()
    {
        OurFault = true;
        var mild = new LoggingOptions { Failed = _ => LogLevel.Warning };
        await using var server = await Serving.Start(Logged, Zoo.Service.With(Logging(Log, mild)));
        using var reply = await server.Client.GetAsync("/panic", Token);
        Assert.StartsWith("GET /panic failed: ", Assert.Single(Log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_panic_after_the_caller_has_left_is_logged()
    {
        OurFault = true;
        var entered = new TaskCompletionSource();
        var late = new Service("x.Late").Unary<Unit, Unit>("Panic", _ => liftEff<Unit>(async env =>
        {
            entered.SetResult();
            var left = new TaskCompletionSource();
            using (env.Token.Register(left.SetResult)) await left.Task;
            throw new InvalidOperationException("the secret of the house");
        }), HttpRule.Get("/late"));
        await using var server = await Serving.Start(Logged, late);
        using (var socket = await server.Connect())
        {
            await socket.SendAsync("GET /late HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await entered.Task;
        }

        await Eventually.True(() => Log.At(LogLevel.Error).Count > 0, "the panic to be logged");
        Assert.StartsWith("GET /late failed: 500 PANIC", Assert.Single(Log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_cannot_forge_a_line_of_the_servers_log()
    {
        OurFault = true;
        var forged = new Service("x.Forged").Unary<Animal, Unit>("Fail", animal => Error.Internal("X", animal.Name) with { Cause = new InvalidOperationException("x") }, HttpRule.Get("/forged/{name}"));
        await using var server = await Serving.Start(Logged, forged);
        using var reply = await server.Client.GetAsync("/forged/a%0D%0AGET%20x" + new string('x', 3000), Token);
        var line = Assert.Single(Log.At(LogLevel.Error));
        Assert.DoesNotContain(line, char.IsControl);
        Assert.InRange(line.Length, 2000, 2200);
    }

    [Fact]
    public async Task A_failure_is_not_called_what_the_reply_would_have_been()
    {
        var service = new Service("x.Csv").Unary<Unit, Reply>("Get", _ =>
            from call in currentCall
            from _1 in call.SetHeader("Content-Type", "text/csv")
            from _2 in call.SetHeader("ETag", "\"1\"")
            from _3 in call.SetHeader("X-Kept", "yes")
            from end in FailEff<Reply>(Error.NotFound("R", "m"))
            select end, HttpRule.Get("/csv"));
        await using var server = await Serving.Start(service);
        using var reply = await server.Client.GetAsync("/csv", Token);
        Assert.Equal(("application/json", null), (reply.Content.Headers.ContentType!.ToString(), reply.Headers.ETag));
        Assert.True(reply.Headers.Contains("X-Kept"));
    }

    [Fact]
    public async Task A_reply_that_cannot_be_written_is_500_with_not_half_a_body_of_it()
    {
        OurFault = true;
        IsFailure(await Get("/ghost"), 500, "CODEC", "the reply cannot be written as application/json");
        var (_, text, cause) = Assert.Single(Log.Lines, line => line.Level >= LogLevel.Error);
        Assert.StartsWith("GET /ghost failed: 500 CODEC: the reply cannot be written as application/json", text, StringComparison.Ordinal);
        Assert.Equal("the secret of the house", cause!.Message);
    }

    [Fact]
    public async Task A_number_that_JSON_does_not_have_is_a_reply_that_cannot_be_written()
    {
        var service = new Service("x.Odd").Unary<Unit, Animal>("Odd", _ => SuccessEff(new Animal("x") { Weight = double.NaN }), HttpRule.Get("/odd"));
        await using var server = await Serving.Start(service);
        using var reply = await server.Client.GetAsync("/odd", Token);
        IsFailure(new((int)reply.StatusCode, "application/json", await reply.Content.ReadAsStringAsync(Token)), 500, "CODEC", "the reply cannot be written as application/json");
    }

    [Fact]
    public async Task An_empty_reply_is_an_empty_object()
    {
        Assert.Equal((200, "{}"), await Get("/nothing") is var answer ? (answer.Status, answer.Body) : default);
        Assert.Equal((200, "{}"), await Post("/nothing", "{}") is var posted ? (posted.Status, posted.Body) : default);
    }

    HttpOptions Logged => HttpOptions.Default with { Loggers = LoggerFactory.Create(builder => builder.AddProvider(Log)) };

    static Task<Serving> Failing(Error error) => Serving.Start(new Service("x.Failing").Unary<Unit, Unit>("Fail", _ => error, HttpRule.Get("/fail")));
}
