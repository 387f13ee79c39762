using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>The values that a message has in a query or a form: those of messages inside it by longer names, <c>author.name</c>. Left out is what such a name cannot say, or OpenAPI cannot: lists and maps of messages, and a type inside itself.</summary>
sealed class ApiFields(ApiSchemas schemas)
{
    /// <summary>Those of a message of protobuf, but for one field and what is in the path.</summary>
    internal IReadOnlyList<ApiField> Of(ProtoType type, ProtoField? except, IReadOnlyCollection<string> taken) => [.. Messages(type, "", except, [type.Descriptor]).Where(field => !taken.Contains(field.Name))];

    /// <summary>Those of a record.</summary>
    internal IReadOnlyList<ApiField> Of(Type type, string except, IReadOnlyCollection<string> taken) => [.. Records(type, "", [type])
        .Where(field => !taken.Contains(field.Name, StringComparer.OrdinalIgnoreCase) && (except.Length == 0 || !field.Name.Split('.')[0].Equals(except, StringComparison.OrdinalIgnoreCase)))];

    IEnumerable<ApiField> Messages(ProtoType type, string before, ProtoField? except, IReadOnlyList<MessageDescriptor> way) => type.Fields.Where(field => field != except).SelectMany(field =>
    {
        var name = before + field.Name;
        if (!field.Descriptor.IsRepeated && field.Inner is { } inner) return way.Contains(inner.Descriptor) ? [] : Messages(inner, $"{name}.", null, [.. way, inner.Descriptor]);
        return QueryMap.IsStruct(field) ? [Named(new ApiField(name, ApiSchemas.Map(ApiSchemas.Text()), IsMap: true), field)]
            : !field.Value.HasText ? Enumerable.Empty<ApiField>()
            : [Named(new ApiField(name, field.IsMap ? ProtoSchemas.Named(ApiSchemas.Map(Text(field)), ProtoSchemas.Entry(field, 1)) : field.IsList ? ApiSchemas.List(Text(field)) : Text(field), field.IsMap) { IsBytes = IsBytes(field), IsMany = field.IsList }, field)];
    });

    ApiField Named(ApiField field, ProtoField of) => field with { Comment = schemas.Messages.Comment(of), IsDeprecated = of.Descriptor.GetOptions()?.Deprecated ?? false };

    // What has JSON only, has it as a text; null has a name.
    JsonObject Text(ProtoField field)
    {
        var schema = schemas.Messages.Value(field.IsMap ? ProtoSchemas.Entry(field, 2) : field.Descriptor);
        return field.Value switch
        {
            StructValue or JsonListValue => new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/json", ["contentSchema"] = schema },
            AnyJsonValue => ApiSchemas.Text(),
            EnumValue { TakesNull: true } => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("NULL_VALUE") },
            _ => schema,
        };
    }

    static bool IsBytes(ProtoField field) => !field.IsMap && field.Value is ScalarValue<Google.Protobuf.ByteString>;

    IEnumerable<ApiField> Records(Type type, string before, IReadOnlyList<Type> way) => schemas.Records.MembersOf(type).SelectMany(member =>
    {
        var name = before + member.Name;
        var contract = schemas.Records.ContractOf(member.PropertyType);
        var item = contract.ElementType is { } element ? schemas.Records.ContractOf(element).Kind : JsonTypeInfoKind.None;
        if (contract.Kind == JsonTypeInfoKind.Object) return way.Contains(contract.Type) ? [] : Records(contract.Type, $"{name}.", [.. way, contract.Type]);
        if (item != JsonTypeInfoKind.None) return [];
        var schema = schemas.Records.Of(contract.Type, member.NumberHandling);
        return [new ApiField(name, schema, contract.Kind == JsonTypeInfoKind.Dictionary)
        {
            IsRequired = member.IsRequired && before.Length == 0,
            IsBytes = (contract.ElementType ?? contract.Type) == typeof(byte[]),
            IsMany = contract.Kind == JsonTypeInfoKind.Enumerable,
            Comment = (string?)schemas.Records.Of(member)["description"] ?? "",
        }];
    });
}

/// <summary>A value in a query or a form.</summary>
/// <param name="Name">What it is given under.</param>
/// <param name="Schema">What it must be.</param>
/// <param name="IsMap">It is given as <c>name[key]=value</c>.</param>
sealed record ApiField(string Name, JsonObject Schema, bool IsMap)
{
    internal bool IsRequired { get; init; }

    internal bool IsBytes { get; init; }

    internal bool IsMany { get; init; }

    internal bool IsDeprecated { get; init; }

    internal string Comment { get; init; } = "";

    /// <summary>As a parameter of a query. Lists are given under one name several times.</summary>
    internal JsonObject ToParameter()
    {
        var parameter = new JsonObject { ["name"] = Name, ["in"] = "query" };
        if (Comment.Length > 0) parameter["description"] = Comment;
        if (IsRequired) parameter["required"] = true;
        if (IsDeprecated) parameter["deprecated"] = true;
        if (IsMap) (parameter["style"], parameter["explode"]) = ("deepObject", true);
        parameter["schema"] = Schema.DeepClone();
        return parameter;
    }

    /// <summary>As a member of a form; of bytes a file, where there are files.</summary>
    internal JsonObject ToMember(bool hasFiles) =>
        ApiSchemas.Said(!IsBytes || !hasFiles ? (JsonObject)Schema.DeepClone() : IsMany ? ApiSchemas.List(ApiSchemas.File()) : ApiSchemas.File(), Comment, IsDeprecated);
}
