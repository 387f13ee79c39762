using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>What every route answers when it fails: in the shape that failures have, or as problem details.</summary>
static class ApiFailures
{
    internal const string Name = "Failure";

    static readonly (object Failure, object Problem) keys = (new(), new());

    internal static JsonObject Response(HttpServing serving, ApiSchemas schemas)
    {
        var content = ApiContent.Of(serving.Failures.Offer, () => Schema(schemas), _ => ApiContent.Media(Schema(schemas)));
        content[Kratos.Reactive.Problem.MediaType] = ApiContent.Media(schemas.Refer(keys.Problem, "Problem", () => Problem(schemas)));
        return new JsonObject { ["description"] = "It failed: the status says in what way, the reason why.", ["content"] = content };
    }

    internal static JsonObject Schema(ApiSchemas schemas) => schemas.Refer(keys.Failure, Name, () => new JsonObject
    {
        ["type"] = "object",
        ["properties"] = With(Members(), ("status", ApiSchemas.Said(ApiSchemas.Whole("int32", natural: false), "The status that the failure has over HTTP, where its code is none.")), ("others", ApiSchemas.Said(ApiSchemas.List(Schema(schemas)), "What else failed."))),
        ["required"] = new JsonArray("code", "reason", "message", "metadata"),
    });

    static JsonObject Problem(ApiSchemas schemas) => new()
    {
        ["type"] = "object",
        ["properties"] = With(
            new JsonObject { ["type"] = ApiSchemas.Text("uri-reference"), ["title"] = ApiSchemas.Text(), ["status"] = ApiSchemas.Whole("int32", natural: false), ["detail"] = ApiSchemas.Text() },
            ("code", Code()), ("reason", Reason()), ("metadata", ApiSchemas.Map(ApiSchemas.Text())), ("others", ApiSchemas.List(Schema(schemas)))),
        ["required"] = new JsonArray("type", "title", "status", "detail", "code", "reason", "metadata"),
    };

    static JsonObject Members() => new()
    {
        ["code"] = Code(),
        ["reason"] = Reason(),
        ["message"] = ApiSchemas.Said(ApiSchemas.Text(), "For a person."),
        ["metadata"] = ApiSchemas.Map(ApiSchemas.Text()),
    };

    static JsonObject Code() => ApiSchemas.Said(ApiSchemas.Whole("int32", natural: false), "Its status.");

    static JsonObject Reason() => ApiSchemas.Said(ApiSchemas.Text(), "For a program: `USER_NOT_FOUND`.");

    static JsonObject With(JsonObject members, params ReadOnlySpan<(string Name, JsonObject Schema)> more)
    {
        foreach (var (name, schema) in more) members[name] = schema;
        return members;
    }
}
