using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kratos.Reactive.Tests.Binding;
using Kratos.Reactive.Tests.Everything;

namespace Kratos.Reactive.Tests;

/// <summary>Descriptions before validators that are not ours.</summary>
public sealed class ApiJudgeTests
{
    const int Messages = 600;

    static Service Mirror { get; } = new MirrorService { Show = SuccessEff }.ToService();

    static Service Echo { get; } = new EchoService { Hello = SuccessEff, All = SuccessEff, Rest = SuccessEff, Place = SuccessEff, Nothing = SuccessEff, When = SuccessEff, Raw = SuccessEff, Upload = SuccessEff }.ToService();

    internal static Service Streams { get; } = new Service("test.v1.Streams")
        .ServerStream<Inner, Inner>("Watch", static (inner, _) => Observable.Return(inner), HttpRule.Get("/watch/{name}"), HttpRule.Post("/watch"))
        .ClientStream<Inner, Every>("Sum", static inners => inners.LastEff().Map(static _ => new Every()), HttpRule.Post("/sum"))
        .Duplex<Inner, Inner>("Talk", static (inners, _) => inners, HttpRule.Get("/talk/{name}"));

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
    public abstract record Form(string Color);

    public sealed record Circle(string Color, double Radius) : Form(Color);

    public sealed record Square(string Color, double Side) : Form(Color);

    [Description("A thing of every kind of member.")]
    public sealed record Thing(
        [Description("What it is called.")] string Name,
        string? Title,
        int Count,
        long? Large,
        decimal Price,
        float Share,
        Diet Diet,
        Diet? Other,
        Guid Id,
        DateTimeOffset Made,
        DateOnly? Day,
        TimeSpan Takes,
        Uri? Home,
        byte[] Bytes,
        IReadOnlyList<Thing> Parts,
        IReadOnlyDictionary<string, Thing?> Named,
        HashSet<int>? Numbers,
        Form? Form,
        Inner? Message,
        JsonNode? Any,
        Page<int>? Page,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Told)
    {
        public string Shout => Name.ToUpperInvariant();
    }

    public sealed record Page<A>(IReadOnlyList<A> Items)
    {
        [JsonExtensionData]
        public IDictionary<string, object>? More { get; init; }
    }

    static Service Hand { get; } = Routes
        .Post<Thing, Thing>("/things/{name}", SuccessEff)
        .Get<Thing, Page<Thing>>("/things/{name}", static thing => SuccessEff(new Page<Thing>([thing])))
        .Put<Thing, Reply>("/things", static thing => SuccessEff(Reply.Created(thing, "/things/x")))
        .At<Inner, Inner>(HttpRule.Post("/inners") with { Status = 201, Summary = "Adds one. There may be many." }, SuccessEff)
        .At<Inner, Inner>(HttpRule.Get("/wrapped").InEnvelope((Inner inner) => new { code = 0, data = inner }), SuccessEff)
        .At<Inner, Inner>(HttpRule.Get("/closed") with { Envelope = static inner => new { inner } }, SuccessEff)
        .At<Inner, Unit>(HttpRule.Delete("/inners/{name}") with { Status = 204 }, static _ => unitEff)
        .At<Inner, Inner>(new HttpRule("LIST", "/inners") { ResponseBody = "inner" }, SuccessEff)
        .At<Inner, IReadOnlyList<long>>(new HttpRule("PATCH", "/inners/{name}") { Body = "numbers" }, static inner => SuccessEff<IReadOnlyList<long>>([.. inner.Numbers]))
        .Get("/", static () => unitEff)
        .Fallback<Unit, Unit>(SuccessEff);

    public static TheoryData<string> Names { get; } = ["every", "echo", "streams", "hand", "zoo", "all", "proto names"];

    internal static ApiJudge Judge(string name) => name switch
    {
        "every" => ApiJudge.Of(HttpOptions.Default, Mirror),
        "echo" => ApiJudge.Of(HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml] }, Echo),
        "streams" => ApiJudge.Of(HttpOptions.Default, Streams),
        "hand" => ApiJudge.Of(HttpOptions.Default, Hand),
        "zoo" => ApiJudge.Of(HttpOptions.Default, new Zoo().Service),
        "all" => ApiJudge.Of(HttpOptions.Default, Mirror, Echo, Streams, Hand.Under("/hand"), new Zoo().Service.Under("/zoo")),
        _ => ApiJudge.Of(HttpOptions.Default with { ProtoJson = new() { Names = ProtoNames.Proto } }, Mirror, Echo),
    };

    [Theory, MemberData(nameof(Names))]
    public Task A_document_is_valid(string name) => Judge(name).Agree();

    [Theory]
    [InlineData("every", 8), InlineData("echo", 28), InlineData("streams", 5), InlineData("hand", 11)]
    public void Every_rule_is_an_operation(string name, int count)
    {
        var items = Judge(name).Document["paths"]!.AsObject().Select(static path => path.Value!.AsObject());
        Assert.Equal(count, items.Sum(static item => item.Count(static one => one.Key != "x-additionalOperations") + (item["x-additionalOperations"]?.AsObject().Count ?? 0)));
    }

    [Fact]
    public async Task What_a_server_answers_is_of_the_schema_that_it_tells()
    {
        var judge = ApiJudge.Of(HttpOptions.Default, Mirror);
        await using var server = await Serving.Start(Mirror);
        var types = new ProtoTypes(new ProtoJson());
        for (var i = 0; i < Messages; i++)
        {
            var message = (Every)new RandomMessages(new Random(i)).Of(Every.Descriptor);
            using var stream = new MemoryStream();
            await using (var json = new System.Text.Json.Utf8JsonWriter(stream)) types.Of(Every.Descriptor).Write(json, message);
            using var reply = await server.Client.PostAsync("/every", new ByteArrayContent(stream.ToArray()) { Headers = { ContentType = new("application/json") } }, TestContext.Current.CancellationToken);
            var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(reply.IsSuccessStatusCode, text);
            judge.Right("/every", "post", "200", text).Right("/every", "post", "", text);
        }

        await judge.Agree();
    }

    [Fact]
    public async Task What_no_message_has_is_not_of_its_schema()
    {
        var judge = ApiJudge.Of(HttpOptions.Default, Mirror);
        foreach (var wrong in (string[])["[]", "{\"i32\":\"x\"}", "{\"i64\":7}", "{\"b\":1}", "{\"d\":\"no\"}", "{\"color\":\"BLACK\"}", "{\"u32\":-1}", "{\"strings\":\"a\"}", "{\"inner\":{\"name\":7}}", "{\"inner\":{\"inner\":{\"inner\":[]}}}",
            "{\"byI32\":{\"x\":1}}", "{\"byB\":{\"1\":\"1\"}}", "{\"span\":\"1\"}", "{\"when\":\"yesterday\"}", "{\"wrapped\":7}", "{\"structure\":[]}", "{\"list\":{}}", "{\"chosenText\":\"a\",\"number\":1}"])
            judge.Wrong("every.Every", wrong);
        foreach (var right in (string[])["{}", "{\"wrapped\":null}", "{\"wrapped\":\"7\"}", "{\"color\":7}", "{\"color\":\"ROUGE\"}", "{\"d\":\"NaN\"}", "{\"value\":null}", "{\"chosenNull\":null}", "{\"chosenText\":\"\"}"])
            judge.Right("every.Every", right);
        await judge.Agree();
    }

    [Fact]
    public async Task What_a_record_is_on_the_wire_is_of_its_schema()
    {
        var judge = ApiJudge.Of(HttpOptions.Default, Hand);
        await using var server = await Serving.Start(Hand);
        var part = new Thing("part", null, 0, null, 0, 0, Diet.Meat, null, Guid.Empty, DateTimeOffset.UnixEpoch, null, TimeSpan.FromSeconds(1), null, [], [], new Dictionary<string, Thing?>(), null, null, null, null, null, 0);
        var thing = part with
        {
            Title = "t",
            Large = long.MaxValue,
            Price = 1.5m,
            Share = 0.5f,
            Other = Diet.Plants,
            Day = new DateOnly(2026, 1, 31),
            Home = new Uri("http://a/b"),
            Bytes = [1, 2],
            Parts = [part],
            Named = new Dictionary<string, Thing?> { ["a"] = part, ["b"] = null },
            Numbers = [1],
            Form = new Circle("red", 1),
            Message = new Inner { Name = "i", Numbers = { 7 } },
            Any = JsonNode.Parse("[1,{}]"),
            Page = new Page<int>([1]) { More = new Dictionary<string, object> { ["x"] = 1 } },
            Told = 7,
        };
        foreach (var one in (Thing[])[part, thing])
        {
            var sent = System.Text.Json.JsonSerializer.Serialize(one, ContractOptions);
            using var reply = await server.Client.PostAsync("/things/a", new StringContent(sent, null, "application/json"), TestContext.Current.CancellationToken);
            var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(reply.IsSuccessStatusCode, text);
            judge.Right("/things/{name}", "post", "200", text).Right("/things/{name}", "post", "", text);
        }

        foreach (var wrong in (string[])["{}", "[]"]) judge.Wrong("Thing", wrong);
        judge.Wrong("Form", "{\"color\":\"red\",\"radius\":1}").Wrong("Diet", "\"Air\"").Wrong("Diet", "1").Right("Diet", "\"Meat\"").Right("Form", "{\"kind\":\"square\",\"color\":\"red\",\"side\":1}")
            .Right("PageOfInt32", "{\"items\":[1],\"more\":true}").Wrong("PageOfInt32", "{\"items\":[\"1\"]}");
        await judge.Agree();
    }

    static System.Text.Json.JsonSerializerOptions ContractOptions { get; } = new(HttpOptions.DefaultJson) { Converters = { new MessageJson(new ProtoTypes(new ProtoJson())) } };

    [Fact]
    public async Task A_failure_is_of_the_schema_that_all_routes_have()
    {
        var many = Error.BadRequest("A", "a").WithMetadata("x", "y").And(Error.NotFound("B", "b"));
        var odd = new Error(7, "ODD", "odd");
        var service = Routes.Get("/many", () => FailEff<Unit>(many)).Get("/odd", () => FailEff<Unit>(odd));
        await using var server = await Serving.Start(service);
        var judge = ApiJudge.Of(HttpOptions.Default, service).Wrong("Failure", "{}").Wrong("Problem", "{}");
        foreach (var path in (string[])["/many", "/odd"])
            foreach (var (accept, component) in ((string, string)[])[("application/json", "Failure"), ("application/problem+json", "Problem")])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
                using var reply = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(accept, reply.Content.Headers.ContentType!.MediaType);
                judge.Right(component, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }

        await judge.Agree();
    }
}
