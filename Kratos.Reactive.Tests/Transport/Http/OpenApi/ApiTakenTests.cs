using System.Net;
using System.Text.Json.Nodes;
using Kratos.Reactive.Tests.Everything;

namespace Kratos.Reactive.Tests;

/// <summary>What a description tells a caller to send, one value after another, is what the server takes.</summary>
public sealed class ApiTakenTests : IAsyncLifetime
{
    static readonly HttpOptions options = HttpOptions.Default with { Codecs = [Codec.Json, Codec.Form, Codec.Multipart] };
    static readonly Service service = new Service("test.v1.Mirror").Unary<Every, Every>("Show", SuccessEff, HttpRule.Get("/every"), HttpRule.Post("/every"));
    static readonly JsonNode document = ApiJudge.Of(options, service).Document;

    Serving server = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await Serving.Start(options, service);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    static JsonNode Form(string type) => document["paths"]!["/every"]!["post"]!["requestBody"]!["content"]![type]!;

    static Dictionary<string, JsonNode> Told(string where) => where == "query"
        ? document["paths"]!["/every"]!["get"]!["parameters"]!.AsArray().ToDictionary(static one => (string)one!["name"]!, static one => one!["schema"]!)
        : Form(where)["schema"]!["properties"]!.AsObject().ToDictionary(static one => one.Key, static one => one.Value!);

    public static TheoryData<string> Places { get; } = ["query", "application/x-www-form-urlencoded", "multipart/form-data"];

    [Theory, MemberData(nameof(Places))]
    public async Task Each_value_that_is_told_is_taken(string where)
    {
        var told = Told(where);
        Assert.InRange(told.Count, 65, 100);
        foreach (var (name, schema) in told)
        {
            var (key, value) = Sample(name, schema);
            using var request = where == "query" ? new HttpRequestMessage(HttpMethod.Get, $"/every?{Uri.EscapeDataString(key)}={Uri.EscapeDataString(value)}") : new HttpRequestMessage(HttpMethod.Post, "/every") { Content = Content(where, key, value, IsFile(schema)) };
            using var reply = await server.Client.SendAsync(request, Token);
            var text = await reply.Content.ReadAsStringAsync(Token);
            Assert.True(reply.StatusCode == HttpStatusCode.OK && text != "{}", $"{key}={value}: {text}");
        }
    }

    // An empty message, a map of messages; and those with fields are told field by field.
    [Theory, MemberData(nameof(Places))]
    public void What_is_left_out_is_what_no_name_and_text_can_say(string where)
    {
        var told = Told(where).Keys.ToHashSet();
        Assert.Equal(["inner", "inners", "chosenInner", "empty"], Every.Descriptor.Fields.InFieldNumberOrder().Select(static field => field.JsonName).Where(name => !told.Contains(name)));
        Assert.Superset(new HashSet<string> { "inner.name", "inner.numbers", "chosenInner.name", "chosenInner.numbers" }, told);
    }

    static HttpContent Content(string type, string key, string value, bool isFile)
    {
        if (type != "multipart/form-data") return new FormUrlEncodedContent([new(key, value)]);
        var form = new MultipartFormDataContent();
        if (isFile) form.Add(new ByteArrayContent([1]), key, "f");
        else form.Add(new StringContent(value), key);
        return form;
    }

    static bool IsFile(JsonNode schema) => (string?)(schema["items"] ?? schema)["contentMediaType"] == "application/octet-stream";

    // A value of the schema as a text, and the name that it goes by: that of a list is its item's, that of a map has a key.
    static (string Key, string Value) Sample(string name, JsonNode schema) =>
        schema["items"] is { } item ? (name, Text(item))
        : schema["additionalProperties"] is { } value ? ($"{name}[{(schema["propertyNames"] is not { } keys ? "k" : keys["enum"] is JsonArray known ? known[0]! : "1")}]", Text(value))
        : (name, Text(schema));

    static string Text(JsonNode schema) =>
        schema["$ref"] is { } name ? Text(document["components"]!["schemas"]![((string)name!).Split('/')[^1]]!)
        : schema["anyOf"] is JsonArray any ? Text(any[0]!)
        : schema["enum"] is JsonArray names ? (string)names[^1]!
        : schema["contentSchema"] is { } inside ? (string?)inside["type"] == "array" ? "[]" : "{}"
        : schema["contentEncoding"] is not null ? "AQI="
        : schema["pattern"] is not null ? "1.5s"
        : (string?)schema["type"] switch
        {
            "boolean" => "true",
            "integer" => "7",
            "number" => "1.5",
            _ => (string?)schema["format"] switch { "date-time" => "2026-01-31T12:00:00Z", "int64" or "uint64" => "7", _ => "a" },
        };
}
