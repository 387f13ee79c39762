using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Schemas of what contracts of System.Text.Json describe. Single values are what <see cref="JsonSchemaExporter"/> says of them; it puts whole types into each other, so the way through members is ours.</summary>
sealed class RecordSchemas(ApiSchemas all, JsonCodec codec)
{
    // Trimmed programs have no such knowledge.
    readonly NullabilityInfoContext? nulls = AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isKnown) && !isKnown ? null : new();

    internal JsonObject Of(Type declared, JsonNumberHandling? numbers = null, NullabilityInfo? inside = null)
    {
        if (Nullable.GetUnderlyingType(declared) is { } inner) return ApiSchemas.OrNull(Of(inner, numbers));
        if (declared == typeof(object) || declared == typeof(Reply) || declared == typeof(JsonElement) || declared == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(declared)) return [];
        if (declared == typeof(Unit)) return new JsonObject { ["type"] = "object" };
        if (typeof(IMessage).IsAssignableFrom(declared) && !declared.IsAbstract) return all.Messages.Of((IMessage)Activator.CreateInstance(declared)!);
        var contract = codec.Contract(declared).ThrowIfFail();
        return contract.Kind switch
        {
            JsonTypeInfoKind.Object => all.Refer(declared, NameOf(declared), () => contract.PolymorphismOptions is { } many ? Any(contract, many) : Object(contract)),
            JsonTypeInfoKind.Enumerable => ApiSchemas.List(Item(contract.ElementType!, inside)),
            JsonTypeInfoKind.Dictionary => ApiSchemas.Map(Item(contract.ElementType!, inside)),
            _ => Single(contract, numbers ?? contract.NumberHandling ?? contract.Options.NumberHandling),
        };
    }

    /// <summary>A member, which may be null where its type says so.</summary>
    internal JsonObject Of(JsonPropertyInfo member)
    {
        var schema = member.CustomConverter is { } own && !IsKnown(own) ? [] : Of(member.PropertyType, member.NumberHandling, member.AttributeProvider is PropertyInfo property ? nulls?.Create(property) : null);
        if (!member.PropertyType.IsValueType && (member.IsGetNullable || member.IsSetNullable)) schema = ApiSchemas.OrNull(schema);
        return ApiSchemas.Said(schema, Said(member.AttributeProvider) is { Length: > 0 } text ? text : Said(member.AssociatedParameter?.AttributeProvider), member.AttributeProvider?.IsDefined(typeof(ObsoleteAttribute), false) ?? false);
    }

    // Of an element only the member that has the list knows whether it may be null.
    JsonObject Item(Type type, NullabilityInfo? list)
    {
        var item = list?.ElementType ?? list?.GenericTypeArguments.LastOrDefault();
        var schema = Of(type, null, item);
        return !type.IsValueType && item?.Type == type && item.ReadState == NullabilityState.Nullable ? ApiSchemas.OrNull(schema) : schema;
    }

    /// <summary>What a caller can set.</summary>
    internal IEnumerable<JsonPropertyInfo> MembersOf(Type type) => codec.Contract(type).ThrowIfFail().Properties.Where(static member => !member.IsExtensionData && (member.Set is not null || member.AssociatedParameter is not null));

    internal JsonTypeInfo ContractOf(Type type) => codec.Contract(Nullable.GetUnderlyingType(type) ?? type).ThrowIfFail();

    static bool IsKnown(JsonConverter converter) => converter.GetType() is var type && (type.Assembly == typeof(JsonSerializer).Assembly || type.Assembly == typeof(FiniteNumbers).Assembly);

    JsonObject Single(JsonTypeInfo contract, JsonNumberHandling numbers)
    {
        if (!IsKnown(contract.Converter)) return [];
        if (!contract.Type.IsEnum && Number(Type.GetTypeCode(contract.Type), numbers.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals)) is { } number)
            return numbers.HasFlag(JsonNumberHandling.WriteAsString) ? ApiSchemas.Text((string?)number["format"]) : number;
        if (contract.Options.GetJsonSchemaAsNode(contract.Type) is not JsonObject schema) return [];      // true: anything
        if (contract.Type == typeof(byte[]) || contract.Type == typeof(Memory<byte>) || contract.Type == typeof(ReadOnlyMemory<byte>)) return new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" };
        if (schema["type"] is JsonArray { Count: 2 } types && types[1]!.GetValue<string>() == "null") schema["type"] = types[0]!.DeepClone();
        if (schema["enum"] is not JsonArray values || !contract.Type.IsEnum) return schema;
        if (values.All(static value => value is JsonValue one && one.GetValueKind() == JsonValueKind.String)) schema = new JsonObject { ["type"] = "string", ["enum"] = values.DeepClone() };
        return all.Refer(contract.Type, NameOf(contract.Type), () => ApiSchemas.Said(schema, Said(contract.Type)));
    }

    static JsonObject? Number(TypeCode type, bool isNamed) => type switch
    {
        TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => ApiSchemas.Whole(type is TypeCode.SByte ? "int8" : type.ToString().ToLowerInvariant(), natural: false),
        TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 => ApiSchemas.Whole(type is TypeCode.Byte ? "uint8" : type.ToString().ToLowerInvariant(), natural: true),
        TypeCode.Single or TypeCode.Double when isNamed => ApiSchemas.Real(type is TypeCode.Single ? "float" : "double"),
        TypeCode.Single or TypeCode.Double => new JsonObject { ["type"] = "number", ["format"] = type is TypeCode.Single ? "float" : "double" },
        TypeCode.Decimal => new JsonObject { ["type"] = "number" },
        _ => null,
    };

    JsonObject Object(JsonTypeInfo contract)
    {
        var (schema, members, required) = (new JsonObject { ["type"] = "object" }, new JsonObject(), new JsonArray());
        foreach (var member in contract.Properties)
        {
            var isSet = member.Set is not null || member.AssociatedParameter is not null;
            if (member.IsExtensionData || (member.Get is null && !isSet)) continue;
            var value = Of(member);
            if (!isSet) value["readOnly"] = true;
            members[member.Name] = value;
            if (member.IsRequired) required.Add(member.Name);
        }

        if (members.Count > 0) schema["properties"] = members;
        if (required.Count > 0) schema["required"] = required;
        if (contract.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow) schema["additionalProperties"] = false;
        return ApiSchemas.Said(schema, Said(contract.Type), contract.Type.IsDefined(typeof(ObsoleteAttribute), false));
    }

    // Which of its types a value is, it says itself.
    JsonObject Any(JsonTypeInfo contract, JsonPolymorphismOptions many) => new()
    {
        ["anyOf"] = new JsonArray([.. many.DerivedTypes.Select(one =>
        {
            var schema = one.DerivedType == contract.Type ? Object(contract) : new JsonObject { ["allOf"] = new JsonArray(Of(one.DerivedType)) };
            if (one.TypeDiscriminator is not { } name) return schema;
            if (schema["properties"] is not JsonObject members) schema["properties"] = members = [];
            members[many.TypeDiscriminatorPropertyName] = new JsonObject { ["const"] = name is int number ? JsonValue.Create(number) : JsonValue.Create((string)name) };
            if (schema["required"] is JsonArray required) required.Add(many.TypeDiscriminatorPropertyName);
            else schema["required"] = new JsonArray(many.TypeDiscriminatorPropertyName);
            return schema;
        })]),
    };

    static string Said(ICustomAttributeProvider? on) => on?.GetCustomAttributes(typeof(DescriptionAttribute), false).OfType<DescriptionAttribute>().FirstOrDefault()?.Description ?? "";

    // PageOfUser for Page<User>; a type without a name, as new { .. } has, is an object.
    static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0].Split('[')[0];
        if (name.Contains('<', StringComparison.Ordinal)) return "Object";
        return type.IsGenericType ? $"{name}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}" : name;
    }
}
