using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kratos.Reactive.Tests;

/// <summary>What validators that are not ours say of a document, and of values that should be, or should not be, of its schemas.</summary>
sealed class ApiJudge(string document)
{
    static readonly string script = Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "openapi.js");

    readonly JsonArray values = [];

    internal JsonNode Document { get; } = JsonNode.Parse(document)!;

    internal static ApiJudge Of(HttpOptions options, params Service[] services) => new(new OpenApi("test", "v1").Describe(options, services).ThrowIfFail());

    /// <summary>The value must be of the schema of this body; of that of the request, where there is no status.</summary>
    internal ApiJudge Right(string path, string verb, string status, string value, string type = "application/json") => Add(At(path, verb, status, type), value, true);

    internal ApiJudge Wrong(string path, string verb, string status, string value, string type = "application/json") => Add(At(path, verb, status, type), value, false);

    internal ApiJudge Right(string component, string value) => Add(["components", "schemas", component], value, true);

    internal ApiJudge Wrong(string component, string value) => Add(["components", "schemas", component], value, false);

    /// <summary>Asks them: they find no fault.</summary>
    internal async Task Agree()
    {
        var file = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.NewGuid():n}.json");
        await File.WriteAllTextAsync(file, new JsonObject { ["document"] = Document.DeepClone(), ["values"] = values.DeepClone() }.ToJsonString());
        await using var judge = Program.Start("node", script, file);
        Assert.True(await judge.Exit() == 0, judge.Output);
        File.Delete(file);
        using var said = JsonDocument.Parse(judge.Output.Split('\n').Single(static line => line.StartsWith("{\"faults\"", StringComparison.Ordinal)));
        Assert.Equal(values.Count, said.RootElement.GetProperty("checked").GetInt32());
        string[] faults = [.. said.RootElement.GetProperty("faults").EnumerateArray().Select(static one => one.GetString()!), .. Dangling(Document)];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    // Validators do not look into what begins with x-.
    IEnumerable<string> Dangling(JsonNode? node) => node switch
    {
        JsonObject all => all.SelectMany(member => member is { Key: "$ref", Value: JsonValue text } ? Find((string)text!) is null ? [$"there is no {text}"] : [] : Dangling(member.Value)),
        JsonArray list => list.SelectMany(Dangling),
        _ => [],
    };

    JsonNode? Find(string reference) => reference.Split('/')[1..].Aggregate((JsonNode?)Document, static (inside, step) => inside?[step]);

    static string[] At(string path, string verb, string status, string type) => status.Length > 0 ? ["paths", path, verb, "responses", status, "content", type, "schema"] : ["paths", path, verb, "requestBody", "content", type, "schema"];

    ApiJudge Add(string[] at, string value, bool isRight)
    {
        values.Add(new JsonObject { ["at"] = new JsonArray([.. at.Select(static step => JsonValue.Create(step))]), ["value"] = JsonNode.Parse(value), ["isRight"] = isRight });
        return this;
    }
}
