using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>The shape of what a contract of System.Text.Json describes.</summary>
sealed class RecordShape : Shape
{
    readonly JsonTypeInfo contract;
    readonly JsonCodec codec;
    readonly FieldText? text;
    IReadOnlyList<string>? lists;
    Dictionary<string, Part>? known;

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

    internal override bool IsBytes => contract.Type == typeof(byte[]) || contract.Type == typeof(Memory<byte>) || contract.Type == typeof(ReadOnlyMemory<byte>);

    public override Shape Item => contract.ElementType is { } item ? Of(item, codec) : Anything;

    public override string Name => contract.Type.Name.Split('`')[0];

    public override IReadOnlyList<string> Lists => lists ??= [.. Known.Where(static member => member.Value.Shape.Value.Kind == ShapeKind.List && member.Value.IsRequired).Select(static member => member.Key)];

    public override Shape Member(string name) => Known.TryGetValue(name, out var member) ? member.Shape.Value : Anything;

    public override bool Write(Utf8JsonWriter json, string given) => text?.Write(json, given) ?? false;

    internal static Shape Of(Type type, JsonCodec codec)
    {
        if (type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type)) return Anything;
        if (typeof(IMessage).IsAssignableFrom(type) && !type.IsAbstract) return new MessageShape(codec.Proto.Message(((IMessage)Activator.CreateInstance(type)!).Descriptor));
        return codec.Contract(Nullable.GetUnderlyingType(type) ?? type) is { IsSucc: true, Succeeded: var contract } ? new RecordShape(contract, codec) : Anything;
    }

    // A type may have itself as a member: looked at when somebody asks. Two threads may look at once, and see the same.
    Dictionary<string, Part> Known => known ??= contract.Properties.Where(static property => property.Set is not null || property.AssociatedParameter is not null)
        .DistinctBy(static property => property.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(static property => property.Name, property => new Part(new(() => Of(property.PropertyType, codec)), property.IsRequired), StringComparer.OrdinalIgnoreCase);

    sealed record Part(Lazy<Shape> Shape, bool IsRequired);
}
