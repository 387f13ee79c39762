using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>The whole document.</summary>
static class ApiDocument
{
    const string Format = "3.1.1";

    static readonly JsonSerializerOptions writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Fin<byte[]> Write(OpenApi api, IReadOnlyList<Service> services, IReadOnlyList<Route> routes, HttpServing serving)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(Of(api, services, routes, serving), writing);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return Error.Internal("NO_CONTRACT", $"the routes cannot be described: {e.Message}") with { Cause = e };
        }
    }

    static JsonObject Of(OpenApi api, IReadOnlyList<Service> services, IReadOnlyList<Route> routes, HttpServing serving)
    {
        var comments = new ApiComments(services);
        var schemas = new ApiSchemas(serving.Codec, comments);
        var failure = ApiFailures.Response(serving, schemas);
        var (places, names, tags) = (new ApiPaths(), new ApiNames(), new Dictionary<string, JsonObject>(StringComparer.Ordinal));
        var paths = new JsonObject();
        foreach (var route in routes)
        {
            var (place, tag) = (places.Of(route), ApiComments.TagOf(route.Method, services));
            tags.TryAdd(tag, comments.Tag(tag));
            var operation = new ApiOperation(route, place, schemas, comments).Describe(tag, names.Of(route.Method));
            if (paths[place.Path] is not JsonObject item) paths[place.Path] = item = [];
            Put(item, route.Rule.Verb, operation);
        }

        var document = new JsonObject { ["openapi"] = Format, ["info"] = Info(api) };
        if (api.Servers.Count > 0) document["servers"] = new JsonArray([.. api.Servers.Select(static url => new JsonObject { ["url"] = url })]);
        document["tags"] = new JsonArray([.. tags.Values]);
        document["paths"] = paths;
        document["components"] = new JsonObject { ["schemas"] = schemas.Components(), ["responses"] = new JsonObject { [ApiFailures.Name] = failure } };
        return document;
    }

    static JsonObject Info(OpenApi api)
    {
        var info = new JsonObject { ["title"] = api.Title, ["version"] = api.Version };
        if (api.Description.Length > 0) info["description"] = api.Description;
        return info;
    }

    // OpenAPI 3.1 knows eight verbs.
    static void Put(JsonObject item, string verb, JsonObject operation)
    {
        if (verb is "GET" or "PUT" or "POST" or "DELETE" or "OPTIONS" or "HEAD" or "PATCH" or "TRACE") item[verb.ToLowerInvariant()] = operation;
        else if (item["x-additionalOperations"] is JsonObject more) more[verb] = operation;
        else item["x-additionalOperations"] = new JsonObject { [verb] = operation };
    }
}
