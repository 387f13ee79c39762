using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>A body in each of the codecs that it may be in. What has no JSON has no schema either.</summary>
static class ApiContent
{
    /// <summary>What each item of a stream is.</summary>
    internal const string Items = "x-itemSchema";

    internal static JsonObject Of(Offer offer, Func<JsonObject> schema, Func<bool, JsonObject> form) => new(offer.Codecs.Select(codec => KeyValuePair.Create(codec.MediaType, (JsonNode?)(codec.Coding switch
    {
        JsonCoding => Media(schema()),
        NotationCoding when codec.MediaType == Codec.Form.MediaType => form(false),
        MultipartCoding => form(true),
        NotationCoding => Media(schema()),
        _ => [],
    }))));

    /// <summary>Lines of JSON. What one is stands where OpenAPI 3.2 has it, under a name of our own.</summary>
    internal static JsonObject Lines(Func<JsonObject> item) =>
        new(LineEndpoint.Types.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject { ["schema"] = ApiSchemas.Text(), [Items] = Whole(item()) })));

    // A bare reference is refused by some who read it, where 3.1 knows no schema.
    static JsonObject Whole(JsonObject schema) => schema.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(schema) } : schema;

    internal static JsonObject Media(JsonObject schema) => new() { ["schema"] = schema };
}
