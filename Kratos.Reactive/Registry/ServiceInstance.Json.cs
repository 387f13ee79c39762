using System.Text.Json;

namespace Kratos.Reactive;

public sealed partial record ServiceInstance
{
    /// <summary>Reads the JSON that Go Kratos writes: <c>id</c>, <c>name</c>, <c>version</c>, <c>metadata</c>, <c>endpoints</c>.</summary>
    /// <remarks>Version, metadata and endpoints may be missing or null, and are empty then; unknown fields are ignored. An endpoint that is not an absolute URI with a host is left
    /// out, so that it does not hide a usable one. Anything else is 400 <c>INSTANCE_INVALID</c>, which says where.</remarks>
    public static Fin<ServiceInstance> Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return From(JsonSerializer.Deserialize(json, InstanceJson.Known));
        }
        catch (JsonException broken)
        {
            return Broken(broken);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static Fin<ServiceInstance> Parse(string json)
    {
        try
        {
            return From(JsonSerializer.Deserialize(json, InstanceJson.Known));
        }
        catch (JsonException broken)
        {
            return Broken(broken);
        }
    }

    /// <summary>The JSON that Go Kratos reads: all five fields, metadata sorted by key, each endpoint as it was written.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new InstanceJson
        {
            Id = Id,
            Name = Name,
            Version = Version,
            Metadata = new(Metadata.ToDictionary(entry => entry.Key, entry => (string?)entry.Value), StringComparer.Ordinal),
            Endpoints = [.. Endpoints.Select(endpoint => endpoint.OriginalString)],
        },
        InstanceJson.Known);

    static Fin<ServiceInstance> From(InstanceJson? json) => json is null
        ? Invalid("it is null")
        : new ServiceInstance(json.Id ?? "", json.Name ?? "", json.Version ?? "")
        {
            Metadata = json.Metadata?.ToDictionary(entry => entry.Key, entry => entry.Value ?? "")!,
            Endpoints = Kratos.Reactive.Endpoints.ParseAll(json.Endpoints ?? []),
        }.Checked();

    static Error Broken(JsonException broken) =>
        Invalid($"the JSON is wrong at {broken.Path ?? "$"}, line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}") with { Cause = broken };
}
