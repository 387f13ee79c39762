using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>A service instance as it is written.</summary>
sealed class InstanceJson
{
    // Relaxed: what a registry holds is read by people with its own tools, never put into a page.
    internal static JsonTypeInfo<InstanceJson> Known { get; } = new InstanceJsonContext(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).InstanceJson;

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("version")]
    public string? Version { get; init; }

    [JsonPropertyName("metadata")]
    public SortedDictionary<string, string?>? Metadata { get; init; }

    [JsonPropertyName("endpoints")]
    public List<string?>? Endpoints { get; init; }
}

[JsonSerializable(typeof(InstanceJson))]
sealed partial class InstanceJsonContext : JsonSerializerContext;
