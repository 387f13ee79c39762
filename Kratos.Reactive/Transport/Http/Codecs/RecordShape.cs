using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>The shape of what a contract of System.Text.Json describes.</summary>
sealed class RecordShape : Shape
{
    readonly JsonTypeInfo contract;
    readonly JsonCodec codec;
    readonly FieldText? text;

    RecordShape(JsonTypeInfo contract, JsonCodec codec)
    {
        (this.contract, this.codec) = (contract, codec);
        text = FieldText.For(contract.Type, codec);
        Kind = contract.Kind switch
        {
            JsonTypeInfoKind.Object => ShapeKind.Object,
            JsonTypeInfoKind.Enumerable => ShapeKind.List,
            JsonTypeInfoKind.Dictionary => ShapeKind.Map,
            _ when text is null => ShapeKind.Any,
            _ => text.IsText ? ShapeKind.Text : ShapeKind.Single,
        };
    }

    public override ShapeKind Kind { get; }

    public override string What => JsonWords.Of(contract.Type);

    public override bool TakesEmpty => contract.Type == typeof(string);

    public override Shape Item => contract.ElementType is { } item ? Of(item, codec) : Anything;

    public override IReadOnlyList<string> Lists => [.. Readable.Where(property => Of(property.PropertyType, codec).Kind == ShapeKind.List).Select(static property => property.Name)];

    public override Shape Member(string name) => Readable.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Of(found.PropertyType, codec) : Anything;

    public override bool Write(Utf8JsonWriter json, string given) => text?.Write(json, given) ?? false;

    internal static Shape Of(Type type, JsonCodec codec)
    {
        if (type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type)) return Anything;
        return codec.Contract(Nullable.GetUnderlyingType(type) ?? type) is { IsSucc: true, Succeeded: var contract } ? new RecordShape(contract, codec) : Anything;
    }

    IEnumerable<JsonPropertyInfo> Readable => contract.Properties.Where(static property => property.Set is not null || property.AssociatedParameter is not null);
}
