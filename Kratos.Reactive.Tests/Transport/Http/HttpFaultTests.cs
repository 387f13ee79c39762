using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Faults of Go Kratos' HTTP server that this one does not have, each under its number. Others are tested where they belong: W-HTTP-3 and 4 (outcomes), 5, 7 and 10 (failures), 6 (protobuf), 8 (offers), 14 (streams), 15 (addresses).</summary>
public sealed class HttpFaultTests : ZooTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/debug/pprof/")]
    [InlineData("/metrics")]
    public async Task W_HTTP_1_what_has_no_route_is_404_and_nothing_else_is_behind_it(string path) => IsFailure(await Get(path), 404, "NOT_FOUND", "there is nothing at this path");

    [Fact]
    public async Task W_HTTP_2_another_verb_is_405_and_says_which_there_are()
    {
        var answer = await Raw("PATCH /animals HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal((405, "POST, OPTIONS"), (answer.Status, answer.Fields["Allow"]));
    }

    [Fact]
    public async Task W_HTTP_9_Row_157_time_that_is_up_is_504_and_a_call_that_was_left_499()
    {
        var service = new Service("x.Times")
            .Unary<Unit, Unit>("Deadline", _ => yieldFor(TimeSpan.FromHours(1)).Timeout(TimeSpan.FromMilliseconds(1)), HttpRule.Get("/deadline"))
            .Unary<Unit, Unit>("Left", _ => Error.Cancelled, HttpRule.Get("/left"));
        await using var server = await Serving.Start(service);
        foreach (var (path, status) in new[] { ("/deadline", 504), ("/left", 499) })
        {
            using var reply = await server.Client.GetAsync(path, Token);
            Assert.Equal((path, status), (path, (int)reply.StatusCode));
        }
    }

    [Fact]
    public void W_HTTP_11_every_limit_is_there_by_default()
    {
        var options = HttpOptions.Default;
        Assert.True(options is { MaxBody: > 0 and < 100_000_000, MinBodyRate: > 0, MaxHeaders: > 0 and < 1_000_000 });
        Assert.All([options.Timeout, options.HeaderTimeout, options.KeepAlive], static span => Assert.InRange(span, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("Content-Type: text/plain\r\n", 200)]
    [InlineData("Content-Length: 0\r\n", 200)]
    public async Task W_HTTP_12_RE21_without_a_body_no_content_type_is_missed(string fields, int status) =>
        Assert.Equal(status, (await Raw($"POST /nothing HTTP/1.1\r\nHost: x\r\n{fields}Connection: close\r\n\r\n")).Status);

    [Theory]
    [InlineData("POST", "/animals/", 200)]
    [InlineData("POST", "/animals/?x=1", 200)]
    [InlineData("POST", "//animals", 404)]
    [InlineData("GET", "/animals/rex/", 200)]
    public async Task W_HTTP_13_HS21_HS22_HS23_a_slash_at_the_end_does_not_matter_and_nobody_is_sent_elsewhere(string verb, string path, int status) =>
        Assert.Equal(status, (await Raw($"{verb} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{{\"name\":\"x\"}}")).Status);

    [Fact]
    public async Task W_HTTP_16_a_reply_that_fails_half_way_is_one_answer()
    {
        OurFault = true;
        var text = await Server.Raw("GET /ghost HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 500", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("\r\n\r\n").Length);
        Assert.DoesNotContain("\"name\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W_HTTP_17_a_body_is_read_inside_the_middleware_which_may_refuse_it_unread()
    {
        var seen = new List<string>();
        Middleware noting = next => request => next(request).Finally(end =>
        {
            seen.Add(end.Match(static _ => "ok", static error => error.Reason));
            return unitEff;
        });
        Middleware guarding = next => request => request.Headers.TryGet("Authorization", out _) ? next(request) : Error.Unauthorized("WHO", "who are you");
        var service = new Service("x.Guarded").Unary<Animal, Animal>("Add", SuccessEff, HttpRule.Post("/add")).With(noting >> guarding);
        await using var server = await Serving.Start(service);
        using (var refused = await server.Client.PostAsync("/add", Json("{bad"), Token)) Assert.Equal(401, (int)refused.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/add") { Content = Json("{bad"), Headers = { { "Authorization", "me" } } };
        using (var wrong = await server.Client.SendAsync(request, Token)) Assert.Equal(400, (int)wrong.StatusCode);
        Assert.Equal(["WHO", "CODEC"], seen);
    }

    [Fact]
    public async Task W_HTTP_18_middleware_given_twice_is_there_twice()
    {
        var seen = new List<string>();
        Middleware Note(string name) => next => request =>
        {
            seen.Add(name);
            return next(request);
        };
        await using var server = await Serving.Start(new Service("x.Twice").Unary<Unit, Unit>("Do", SuccessEff, HttpRule.Get("/do")).With(Note("inner")).With(Note("outer")));
        using var reply = await server.Client.GetAsync("/do", Token);
        Assert.Equal(["outer", "inner"], seen);
    }

    [Fact]
    public async Task W_HTTP_20_a_server_that_could_not_listen_can_once_the_port_is_free()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        taken.Listen();
        var server = Kratos.Reactive.Server.Http($"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndPoint!).Port}", Zoo.Service);
        Assert.True((await server.Listen.Allocate.RunAsync(Env.System)).IsFail);
        taken.Dispose();
        await using var serving = await Serving.Start(server, Env.System);
        using var reply = await serving.Client.GetAsync("/animals/rex", Token);
        Assert.Equal(200, (int)reply.StatusCode);
    }

    [Fact]
    public async Task W_HTTP_21_middleware_knows_the_operation_from_the_start_and_not_the_path()
    {
        var seen = new List<Operation>();
        Middleware noting = next => request =>
        {
            seen.Add(request.Operation);
            return next(request);
        };
        await using var server = await Serving.Start(Zoo.Service.With(noting));
        using var reply = await server.Client.GetAsync("/aged/x/rex", Token);
        Assert.Equal(400, (int)reply.StatusCode);
        Assert.Equal(["/zoo.v1.Zoo/Aged"], seen);
    }

    [Fact]
    public async Task RE1_a_body_that_middleware_has_read_is_read_again_as_the_same()
    {
        var twice = new List<object>();
        Middleware reading = next => request => from first in request.Read from second in request.Read from reply in next(request) select Noted(reply, first, second);
        Reply Noted(Reply reply, params object[] messages)
        {
            twice.AddRange(messages);
            return reply;
        }

        await using var server = await Serving.Start(new Service("x.Twice").Unary<Animal, Animal>("Add", SuccessEff, HttpRule.Post("/add")).With(reading));
        using var content = new StringContent("""{"name":"1","age":2}""", Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync("/add", content, Token);
        Assert.Equal([new Animal("1", 2), new Animal("1", 2)], twice);
        Assert.StartsWith("""{"name":"1","age":2""", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RE7_a_record_is_JSON_where_nobody_asks()
    {
        var answer = await Raw("GET /animals/rex HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        Assert.NotEmpty(answer.Body);
    }
}
