using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Kratos.Reactive.Tests.Everything;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;
using Upload = Kratos.Reactive.Tests.Binding.File;

namespace Kratos.Reactive.Tests;

/// <summary>Our client and our server: what goes in at one end comes out at the other.</summary>
public sealed class HttpClientServerTests : EchoTests
{
    private protected override HttpOptions Options => HttpOptions.Default with { Kestrel = static kestrel => kestrel.Limits.MaxRequestLineSize = 1024 * 1024 };

    Task<HttpCalled> Called(Func<HttpClientOptions, HttpClientOptions>? options = null) => HttpCalled.At(Server.Uri.ToString(), options);

    [Fact]
    public async Task A_generated_client_is_the_same_functions_over_HTTP()
    {
        await using var client = await Called();
        var echo = EchoService.Over(client.Client);
        var hello = new Asked { Name = "a/b", Sub = new Sub { Name = "ü" }, OptString = "", TestRepeated = { "x", "y" } };
        Assert.Equal(hello, await Soon(echo.Hello(hello)));
        Assert.Equal(new Complex { Id = -1, Map = { ["a.b"] = "c" } }, await Soon(echo.All(new Complex { Id = -1, Map = { ["a.b"] = "c" } })));
        Assert.Equal(new Odds { Number = 3 }, await Soon(echo.Rest(new Odds { Number = 3 })));
        Assert.Equal(new Asked { Name = "shelves/ä b" }, await Soon(echo.Place(new Asked { Name = "shelves/ä b" })));
        Assert.Equal(new Empty(), await Soon(echo.Nothing(new Empty())));
        Assert.Equal(new Timestamp { Seconds = 7 }, await Soon(echo.When(new Timestamp { Seconds = 7 })));
        var raw = new RawBody { ContentType = "image/x", Data = ByteString.CopyFrom(0, 255, 10) };
        Assert.Equal(raw, await Soon(echo.Raw(raw)));
        Assert.Equal(new Upload { Content = raw }, await Soon(echo.Upload(new Upload { Name = "x.png", Content = raw })));
    }

    static async Task<A> Soon<A>(Eff<A> effect) => (await effect.RunAsync(Env.System).AsTask().WaitAsync(TimeSpan.FromSeconds(60))).ThrowIfFail();

    public sealed record Point(int X, double Y, string? Name = null, IReadOnlyList<string>? Tags = null);

    [Fact]
    public async Task Plain_records_go_by_their_rules_and_without_one_to_their_operation()
    {
        var service = new Service("points.v1.Points")
            .Unary<Point, Point>("Get", SuccessEff, HttpRule.Get("/points/{x}"))
            .Unary<Point, Point>("Put", SuccessEff, HttpRule.Put("/points/{x}"))
            .Unary<Point, Point>("Tag", SuccessEff, new HttpRule("PATCH", "/points/{x}") { Body = "tags", ResponseBody = "" })
            .Unary<Point, Point>("Bare", SuccessEff)
            .Unary<Unit, Unit>("Nothing", SuccessEff)
            .Unary<Unit, Unit>("Gone", SuccessEff, HttpRule.Delete("/points"));
        await using var server = await Serving.Start(service);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var point = new Point(1, 1e300, "a b&c", ["x", "", "ü"]);
        foreach (var method in service.Methods.Where(static method => method.Input == typeof(Point)))
        {
            var reply = (Point)(await client.Ask(method, point)).ThrowIfFail().Message;
            Assert.Equal((method.Operation, point with { Tags = null }), (method.Operation, reply with { Tags = null }));
            Assert.Equal(point.Tags, reply.Tags);
        }

        foreach (var method in service.Methods.Where(static method => method.Input == typeof(Unit))) Assert.Equal(Unit.Default, (await client.Ask(method, Unit.Default)).ThrowIfFail().Message);
    }

    public sealed record Shelf(string Name, Point? Place = null, IReadOnlyList<Point>? Books = null, IReadOnlyDictionary<string, int>? Counts = null, Diet? Diet = null, byte[]? Cover = null);

    [Fact]
    public async Task What_is_inside_a_record_goes_in_the_query_too()
    {
        var shelves = new Service("shelves.v1.Shelves").Unary<Shelf, Shelf>("Get", SuccessEff, HttpRule.Get("/shelves/{name}"));
        await using var server = await Serving.Start(shelves);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var shelf = new Shelf("a", new(1, -0.5, "x.y"), [new(2, 3), new(4, 5, "", ["p", "q"])], new Dictionary<string, int> { ["a.b"] = 1, ["c"] = -2 }, Diet.Meat, [0xfb, 0xff]);
        var reply = (Shelf)(await client.Ask(shelves.Methods[0], shelf)).ThrowIfFail().Message;
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(shelf), System.Text.Json.JsonSerializer.Serialize(reply));
    }

    [Fact]
    public async Task Every_message_comes_back_the_same_by_every_rule_in_every_format()
    {
        await using var server = await Serving.Start(Options, new MirrorService { Show = SuccessEff }.ToService());
        Codec[][] formats = [[.. HttpClientOptions.Default.Codecs], [Codec.Json], [Codec.Protobuf, Codec.Json]];
        foreach (var codecs in formats)
        {
            await using var client = await HttpCalled.At(server.Uri.ToString(), options => options with { Codecs = codecs, Call = options.Call with { MaxUrl = 1024 * 1024 } });
            foreach (var rule in MirrorService.Methods.Show.Rules)
            {
                var method = MirrorService.Methods.Show with { Rules = [rule] };
                foreach (var seed in Gen.Choose(0, int.MaxValue - 1).Sample(12))
                {
                    var message = UrlLaws.Fitted(rule, new RandomMessages(new Random(seed)));
                    // The wire format of Google.Protobuf has no -0.0 in a field without presence.
                    var expected = codecs.Contains(Codec.Protobuf) ? Every.Parser.ParseFrom(message.ToByteArray()) : message;
                    Assert.Equal(expected, (await client.Ask(method, message)).ThrowIfFail().Message);
                }
            }
        }
    }

    [Theory]
    [InlineData("name")]
    [InlineData("test_repeated")]
    [InlineData("sub")]
    [InlineData("opt_int64")]
    public async Task W_CLI_12_a_field_of_any_kind_can_be_the_body_and_the_reply(string field)
    {
        var rule = HttpRule.Post("/field") with { Body = field, ResponseBody = field };
        var echo = new Service("binding.Echo").Unary<Asked, Asked>("Hello", SuccessEff, rule);
        await using var server = await Serving.Start(echo);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var whole = new Asked { Name = "n", Sub = new Sub { Name = "s" }, OptInt64 = long.MaxValue, TestRepeated = { "a", "b" } };
        var part = Asked.Descriptor.FindFieldByName(field);
        var expected = new Asked();
        if (part.IsRepeated) expected.TestRepeated.Add(whole.TestRepeated);
        else part.Accessor.SetValue(expected, part.Accessor.GetValue(whole));
        Assert.Equal(expected, (await client.Ask(HttpCalled.Of(rule), whole)).ThrowIfFail().Message);
    }

    [Fact]
    public async Task Every_error_comes_back_as_the_error_that_the_server_failed_with()
    {
        Error? next = null;
        var service = new Service("binding.Echo").Unary<Asked, Asked>("Hello", _ => next!, HttpRule.Get("/hello/{name}"));
        await using var server = await Serving.Start(service);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var errors =
            from code in Gen.Elements(400, 404, 409, 412, 418, 429, 499, 500, 501, 503, 504, 599, 1001, 0, 200, -7)
            from reason in Gen.Elements("USER_NOT_FOUND", "CANCELLED", "", "Ä b")
            from message in Gen.Elements("", "gone", " 100 % \n", "日本語", "<b>\"'")
            from key in Gen.Elements("", "a", "ключ", "code")
            from others in Gen.Choose(0, 2)
            select new Error(code, reason, message)
            {
                Metadata = key == "" ? ValueMap.Empty : new Dictionary<string, string> { [key] = message },
                Others = [.. Enumerable.Range(0, others).Select(n => Error.Conflict($"OTHER_{n}", message).WithMetadata("n", $"{n}"))],
            };
        foreach (var error in errors.Sample(300))
        {
            next = error;
            Assert.Equal(error, (await client.Ask(HttpCalled.Get)).Error);
        }
    }

    [Fact]
    public async Task Header_fields_go_there_and_back_and_trailers_come_back()
    {
        var service = new Service("binding.Echo").Unary<Asked, Asked>(
            "Hello",
            asked =>
                from call in currentCall
                from h in call.SetHeader("seen", string.Join(";", call.RequestHeaders.Values("a")))
                from t in call.SetTrailer("last", "t")
                from known in metadata
                from m in call.SetHeader("travelled", string.Join(";", known.Select(static field => $"{field.Key}={field.Value}")))
                select asked,
            HttpRule.Get("/hello/{name}"));
        await using var server = await Serving.Start(service);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var env = Env.System.With(MetadataKey, Headers.Empty.Add("x-md-global-tenant", "7").Add("x-md-local-secret", "no").Add("x-md-global-over", "1"));
        var fields = new ReplyFields();
        var reply = (await client.Ask(HttpCalled.Get, null, Headers.Empty.Add("a", "1").Add("a", "2").Add("X-Md-Global-Over", "2"), env.With(ReplyFields.Key, fields))).ThrowIfFail();
        Assert.Equal("1, 2", reply.Headers.Find("seen"));
        Assert.Equal("t", reply.Trailers.Find("last"));
        Assert.Equal(["X-Md-Global-Over=2", "x-md-global-tenant=7"], reply.Headers.Find("travelled").IfNone("").Split(';').Order());
        Assert.Equal(reply.Headers, await fields.Headers.SingleAsync());
        Assert.Equal(reply.Trailers, await fields.Trailers.SingleAsync());
    }

    [Fact]
    public async Task W_CLI_4_W_CLI_7_middleware_goes_around_a_call_knows_its_operation_and_may_answer_it()
    {
        await using var client = await Called();
        var seen = new List<string>();
        Middleware watching = next => request =>
        {
            seen.Add($"{request.Operation}");
            return request.Message is Asked { Name: "cached" } asked ? SuccessEff(new Reply(asked)) : next(request);
        };
        var echo = EchoService.Over(client.Client.With(watching));
        Assert.Equal("n", (await Soon(echo.Hello(new Asked { Name = "n" }))).Name);
        Assert.Equal("cached", (await Soon(echo.Hello(new Asked { Name = "cached" }))).Name);
        Assert.Equal(["/binding.Echo/Hello", "/binding.Echo/Hello"], seen);
    }

    [Fact]
    public async Task A_stream_is_no_call()
    {
        await using var client = await Called();
        Assert.Equal("NOT_UNARY", (await client.Ask(HttpCalled.Get with { Shape = MethodShape.ServerStream })).Error.Reason);
    }
}
