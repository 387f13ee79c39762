using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>Puts <see cref="FiniteNumber{A}"/> in place, behind converters that were given.</summary>
static class FiniteNumbers
{
    internal static void AddTo(JsonSerializerOptions options)
    {
        if (options.NumberHandling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals)) return;
        options.Converters.Add(new FiniteNumber<double>(JsonMetadataServices.DoubleConverter));
        options.Converters.Add(new FiniteNumber<float>(JsonMetadataServices.SingleConverter));
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(LeaveAttributed);
    }

    // A member with its own JsonNumberHandling keeps the converter that knows it: no other may stand there.
    static void LeaveAttributed(JsonTypeInfo contract)
    {
        foreach (var property in contract.Properties)
            if (property.NumberHandling is not null && property.CustomConverter is null) property.CustomConverter = Own(property.PropertyType);
    }

    static JsonConverter? Own(Type type) =>
        type == typeof(double) ? JsonMetadataServices.DoubleConverter
        : type == typeof(float) ? JsonMetadataServices.SingleConverter
        : type == typeof(double?) ? JsonMetadataServices.GetNullableConverter<double>(JsonSerializerOptions.Default)
        : type == typeof(float?) ? JsonMetadataServices.GetNullableConverter<float>(JsonSerializerOptions.Default)
        : null;
}
