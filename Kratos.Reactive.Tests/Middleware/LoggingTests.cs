using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

public sealed class LoggingTests
{
    static readonly Request request = new("/shop.Carts/Add", new Login("kratos", "hunter2", new("visa", "4111", "2026"))) { Headers = Headers.Empty.Add("X-Request-Id", "r1").Add("Authorization", "Bearer abc") };

    readonly VirtualTime time = new();
    readonly Fields log = new();

    sealed record Login(string Name, string Password, Card Card) { public Dictionary<string, string> More { get; init; } = []; }

    sealed record Card(string Kind, string Number, string Until) : IRedacted
    {
        public string Redact() => $"{Kind} ..{Number[^2..]}";
    }

    readonly record struct Pin(int Digits) : IRedacted
    {
        public string Redact() => "....";
    }

    sealed record Opaque(string Text)
    {
        public string Bad => throw new InvalidOperationException(Text);
    }

    Line Run(Handler handler, LoggingOptions? options = null, Request? asked = null, Env? env = null)
    {
        log.Lines.Clear();
        time.Run((Logging(log, options) >> handler)(asked ?? request), env ?? time.Env);
        return Assert.Single(log.Lines);
    }

    static Handler Fails(Error error) => _ => yieldFor(2.Seconds) >> FailEff<Reply>(error);

    static Handler Succeeds { get; } = _ => yieldFor(1500.Milliseconds) >> SuccessEff(Reply.Empty);

    static LoggingOptions Shows(LogMessages when) => new() { Messages = when };

    [Fact]
    public void A_good_end_is_told_with_its_side_transport_operation_code_and_time()
    {
        var line = Run(Succeeds, env: time.Env.With(Call.Key, new Call { Kind = "http" }));
        Assert.Equal((LogLevel.Information, "server http /shop.Carts/Add 200 in 1500 ms", null), (line.Level, line.Text, line.Cause));
        Assert.Equal(("server", "http", "/shop.Carts/Add", 200, 1500.0), (line["Kind"], line["Component"], line["Operation"], line["Code"], line["Milliseconds"]));
        Assert.Equal("client none /shop.Carts/Add 200 in 1500 ms", Run(Succeeds, LoggingOptions.Client, env: time.Env.With(Call.Key, new Call { Kind = "http" })).Text);
        Assert.Equal("client grpc /shop.Carts/Add 200 in 1500 ms", Run(Succeeds, LoggingOptions.Client with { Component = "grpc" }).Text);
    }

    [Fact]
    public void A_failure_is_told_with_its_reason_and_text()
    {
        var line = Run(Fails(Error.Unavailable("DOWN", "the shelf is down").WithMetadata("shelf", "3")));
        Assert.Equal((LogLevel.Error, "server none /shop.Carts/Add 503 DOWN in 2000 ms: the shelf is down {shelf: 3}"), (line.Level, line.Text));
        Assert.Equal((503, "DOWN", "the shelf is down {shelf: 3}"), (line["Code"], line["Reason"], line["Error"]));
    }

    [Theory]
    [InlineData(400, LogLevel.Warning)]
    [InlineData(404, LogLevel.Warning)]
    [InlineData(429, LogLevel.Warning)]
    [InlineData(498, LogLevel.Warning)]
    [InlineData(499, LogLevel.Information)]
    [InlineData(500, LogLevel.Error)]
    [InlineData(504, LogLevel.Error)]
    [InlineData(10001, LogLevel.Error)]
    public void Only_a_fault_of_ours_is_an_error(int code, LogLevel level)
    {
        var cause = new InvalidOperationException("cause");
        var line = Run(Fails(new Error(code, "REASON", "message") { Cause = cause }));
        Assert.Equal((level, level == LogLevel.Error ? cause : null), (line.Level, line.Cause));
    }

    [Fact]
    public void A_caller_who_leaves_is_told_at_that_instant_and_is_no_error()
    {
        using var caller = new CancellationTokenSource(1.Seconds, time.Env.Time);
        var line = Run(Succeeds, env: time.Env.With(caller.Token));
        Assert.Equal((LogLevel.Information, 499, 1000.0), (line.Level, line["Code"], line["Milliseconds"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_panic_is_told_with_its_exception_also_when_it_is_thrown_before_there_is_an_effect(bool atOnce)
    {
        var line = Run(_ => atOnce ? throw new InvalidOperationException("bug") : liftEff(Reply () => throw new InvalidOperationException("bug")));
        Assert.Equal((LogLevel.Error, "PANIC"), (line.Level, line["Reason"]));
        Assert.Contains(nameof(LoggingTests), Assert.IsType<InvalidOperationException>(line.Cause).StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_swap_with_a_deadline_changes_what_is_told()
    {
        Handler slow = _ => yieldFor(1.Hours) >> SuccessEff(Reply.Empty);
        Assert.Equal((504, 2000.0), Run(Deadline(2.Seconds) >> slow) is var outside ? (outside["Code"], outside["Milliseconds"]) : default);
        log.Lines.Clear();
        time.Run((Deadline(2.Seconds) >> Logging(log) >> slow)(request));
        Assert.Equal((499, LogLevel.Information), (log.Lines[0]["Code"], log.Lines[0].Level));
    }

    [Fact]
    public void A_stream_is_told_once_when_it_ends()
    {
        StreamHandler ticks = (_, _, env) => Observable.Interval(1.Seconds, env.Scheduler).Select(i => (object)i).Take(3);
        time.Run((Logging(log, Shows(LogMessages.Always)) >> ticks)(new("/x.Y/Watch", Unit.Default), Observable.Empty<object>(), time.Env));
        Assert.Equal("server none /x.Y/Watch 200 in 3000 ms", Assert.Single(log.Lines).Text);
    }

    [Fact]
    public void One_effect_that_is_run_twice_is_told_twice_each_with_its_own_time()
    {
        var call = (Logging(log) >> Succeeds)(request);
        time.Run(awaitAll(call, yieldFor(10.Seconds) >> call));
        Assert.Equal([1500.0, 1500.0], log.Lines.Select(line => line["Milliseconds"]));
    }

    [Fact]
    public void No_message_and_no_header_is_told_unless_asked()
    {
        var line = Run(Fails(Error.Internal("X", "x")));
        Assert.DoesNotContain(line.All, field => field.Key is "Args" or "Headers");
        Assert.Equal("", Run(Succeeds, Shows(LogMessages.Never) with { Headers = ["x-request-id"] })["Args"]);
    }

    [Fact]
    public void An_asked_message_is_JSON_without_its_secrets_at_any_depth()
    {
        var more = new Login("kratos", "hunter2", new("visa", "4111", "2026")) { More = new() { ["apiKey"] = "k1", ["access_token"] = "t1", ["note"] = "n1" } };
        Assert.Equal("""{"more":{"apiKey":"***","access_token":"***","note":"n1"},"name":"kratos","password":"***","card":"visa ..11"}""", Ordered(Run(Succeeds, Shows(LogMessages.Always), request with { Message = more })["Args"]));
        Assert.Equal("""[{"secrets":"***","pin":"...."},1]""", Run(Succeeds, Shows(LogMessages.Always), request with { Message = new object[] { new { Secrets = new[] { 1, 2 }, Pin = new Pin(1234) }, 1 } })["Args"]);

        // Members of a base or an initialiser may come first or last: their order is not the point.
        static string Ordered(object? args)
        {
            using var json = System.Text.Json.JsonDocument.Parse((string)args!);
            return "{" + string.Join(",", json.RootElement.EnumerateObject().OrderBy(one => one.Name switch { "more" => 0, "name" => 1, "password" => 2, _ => 3 }).Select(one => $"\"{one.Name}\":{one.Value.GetRawText()}")) + "}";
        }
    }

    [Fact]
    public void A_message_of_protobuf_is_shown_as_protobuf_writes_it_without_its_secrets_and_cut()
    {
        string Shown(object message, int most = 1024) => (string)Run(Succeeds, Shows(LogMessages.Always) with { MaxText = most }, request with { Message = message })["Args"]!;
        var asked = new Google.Protobuf.WellKnownTypes.Struct { Fields = { ["user_password"] = Google.Protobuf.WellKnownTypes.Value.ForString("hunter2"), ["name"] = Google.Protobuf.WellKnownTypes.Value.ForString("J\u00fcrgen") } };
        using var json = System.Text.Json.JsonDocument.Parse(Shown(asked));
        Assert.Equal(["name: J\u00fcrgen", "user_password: ***"], json.RootElement.EnumerateObject().Select(one => $"{one.Name}: {one.Value}").Order());
        Assert.Equal("\"AQI=\"", Shown(new Google.Protobuf.WellKnownTypes.BytesValue { Value = Google.Protobuf.ByteString.CopyFrom(1, 2) }));
        var big = Shown(new Google.Protobuf.WellKnownTypes.ListValue { Values = { Enumerable.Repeat(Google.Protobuf.WellKnownTypes.Value.ForString("\ud83d\ude00"), 100_000) } }, 16);
        Assert.StartsWith("[ \"", big, StringComparison.Ordinal);
        Assert.EndsWith("...(cut)", big, StringComparison.Ordinal);
        Assert.InRange(big.Length, 16, 24);
    }

    [Fact]
    public void A_message_that_says_itself_how_it_is_shown_is_shown_so() =>
        Assert.Equal("visa ..11", Run(Succeeds, Shows(LogMessages.Always), request with { Message = new Card("visa", "4111", "2026") })["Args"]);

    [Fact]
    public void On_failure_means_only_then()
    {
        Assert.DoesNotContain(Run(Succeeds, Shows(LogMessages.OnFailure)).All, field => field.Key == "Args");
        Assert.Contains("kratos", (string)Run(Fails(Error.BadRequest("X", "x")), Shows(LogMessages.OnFailure))["Args"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_was_not_read_is_not_read_for_the_log()
    {
        var unread = new NeverRead();
        Assert.Equal("(not read)", Run(Fails(Error.Unauthorized("X", "x")), Shows(LogMessages.Always), new Request("/x.Y/Z", unread, Headers.Empty))["Args"]);
        Assert.False(unread.Asked);
    }

    [Fact]
    public void A_message_that_cannot_be_shown_does_not_fail_the_call()
    {
        var asked = request with { Message = new Opaque("secret") };
        Assert.Equal((200, "(Opaque cannot be shown: InvalidOperationException)"), Run(Succeeds, Shows(LogMessages.Always), asked) is var line ? (line["Code"], line["Args"]) : default);
    }

    [Fact]
    public void Asked_headers_are_shown_and_secret_ones_hidden()
    {
        var line = Run(Succeeds, new() { Headers = ["x-request-id", "authorization", "x-absent"] });
        Assert.Equal("x-request-id: r1, authorization: ***", line["Headers"]);
        Assert.Equal("x-request-id: ***", Run(Succeeds, new() { Headers = ["x-request-id"], Secrets = ["REQUEST_ID"] })["Headers"]);
    }

    [Fact]
    public void A_caller_cannot_forge_a_line()
    {
        var forged = "x\r\nserver http /x 200\u001b[2K\u2028\u202e\u0085\t\0";
        var shown = @"x\r\nserver http /x 200\u001b[2K\u2028\u202e\u0085\t\u0000";
        var line = Run(Fails(Error.BadRequest(forged, forged)), Shows(LogMessages.Always), new Request(forged, forged) { Headers = Headers.Empty });
        Assert.Equal((shown, shown, shown), (line["Operation"], line["Reason"], line["Error"]));
        Assert.DoesNotContain(line.Text, char.IsControl);
        Assert.DoesNotContain('\u202e', line.Text);
        var trusted = Headers.Trusted([new("x-id", forged)]);
        Assert.Equal($"x-id: {shown}", Run(Succeeds, new() { Headers = ["x-id"] }, request with { Headers = trusted })["Headers"]);
    }

    [Fact]
    public void Every_text_is_cut_at_the_limit_and_says_so()
    {
        var big = new string('a', 5_000_000);
        var options = new LoggingOptions { Messages = LogMessages.Always, MaxText = 100, Headers = ["x-big"] };
        var line = Run(Fails(Error.BadRequest(big, big)), options, new Request(big, new { Small = "s", Body = big }) { Headers = Headers.Empty.Add("x-big", big) });
        var cut = big[..100] + "...(cut)";
        Assert.Equal((cut, cut, cut, $"x-big: {cut}"), (line["Operation"], line["Reason"], line["Error"], line["Headers"]));
        Assert.Equal("""{"small":"s","body":...(cut)""", line["Args"]);
        Assert.Equal("[" + string.Concat(Enumerable.Repeat("1,", 50))[..99] + "...(cut)", Run(Succeeds, options, request with { Message = Enumerable.Repeat(1, 1_000_000).ToArray() })["Args"]);
        Assert.EndsWith("...(cut)", (string)Run(Succeeds, options, request with { Message = new { Password = big, Then = "t" } })["Args"]!, StringComparison.Ordinal);
        Assert.Equal(1024 + "...(cut)".Length, ((string)Run(Fails(Error.BadRequest("X", big)))["Error"]!).Length);
        Assert.Equal("aaaaaaaaaaaaaaa...(cut)", LogText.Of("aaaaaaaaaaaaaaa😀", 16));
    }

    [Fact]
    public void A_level_that_is_off_makes_no_text()
    {
        log.From = LogLevel.Warning;
        var shown = new Counts();
        var handler = Logging(log, Shows(LogMessages.Always)) >> (Handler)(asked => SuccessEff(Reply.Empty));
        time.Run(handler(request with { Message = shown }));
        Assert.Equal((0, 0), (shown.Times, log.Lines.Count));

        log.From = LogLevel.None;
        var reply = SuccessEff(Reply.Empty);
        Assert.Same(reply, (Logging(log) >> (Handler)(_ => reply))(request));
    }

    [Fact]
    public void The_levels_can_be_chosen()
    {
        var options = new LoggingOptions { Succeeded = LogLevel.Debug, Failed = error => error.Code == 404 ? LogLevel.Trace : LoggingOptions.LevelOf(error) };
        Assert.Equal(LogLevel.Debug, Run(Succeeds, options).Level);
        Assert.Equal(LogLevel.Trace, Run(Fails(Error.NotFound("X", "x")), options).Level);
        Assert.Equal(LogLevel.Error, Run(Fails(Error.Internal("X", "x")), options).Level);
    }

    [Fact]
    public void A_log_that_fails_does_not_fail_the_call_and_is_not_silent()
    {
        log.Broken = new IOException("disk full");
        Assert.Equal("fine", time.Run((Logging(log) >> (Handler)(_ => SuccessEff(new Reply("fine"))))(request)).Value.Message);
        Assert.Equal("NO", time.Run((Logging(log) >> (Handler)(_ => Error.Forbidden("NO", "no")))(request)).Error.Reason);
        Assert.Equal(["disk full", "disk full"], time.Unhandled.Select(error => error.Cause!.Message));
    }

    sealed class Counts : IRedacted
    {
        internal int Times { get; private set; }

        public string Redact() => $"{++Times}";
    }

    sealed class NeverRead : Unread
    {
        internal bool Asked { get; private set; }

        internal override object? Message => null;

        internal override Eff? Step(Machine machine)
        {
            Asked = true;
            return machine.Return<object>("read");
        }
    }

    sealed record Line(LogLevel Level, string Text, Exception? Cause, IReadOnlyList<KeyValuePair<string, object?>> All)
    {
        internal object? this[string name] => All.Single(field => field.Key == name).Value;
    }

    /// <summary>Keeps the fields of what is logged.</summary>
    sealed class Fields : ILogger
    {
        internal List<Line> Lines { get; } = [];

        internal LogLevel From { get; set; } = LogLevel.Trace;

        internal Exception? Broken { get; set; }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Broken is not null) throw Broken;
            Lines.Add(new(logLevel, formatter(state, exception), exception, (IReadOnlyList<KeyValuePair<string, object?>>)state!));
        }

        public bool IsEnabled(LogLevel logLevel) => logLevel >= From && From != LogLevel.None;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
