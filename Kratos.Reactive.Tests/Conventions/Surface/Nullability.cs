using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Reads what the compiler notes about null: 0 does not say, 1 never, 2 perhaps; one flag for the whole type or one for each part, in the order they are written.</summary>
static class Nullability
{
    /// <summary>The flags of a type that stands in <paramref name="place"/> with the attributes <paramref name="told"/>.</summary>
    internal static IReadOnlyList<byte> Flags(IList<CustomAttributeData> told, MemberInfo place) =>
        Told(told, "System.Runtime.CompilerServices.NullableAttribute") ?? [Around(place)];

    /// <summary>True for a type parameter that is declared <c>where A : notnull</c>.</summary>
    internal static bool IsNotNull(Type parameter, MemberInfo place) =>
        Flags(parameter.GetCustomAttributesData(), place)[0] == 1
        && (parameter.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask & ~GenericParameterAttributes.DefaultConstructorConstraint) == 0
        && parameter.GetGenericParameterConstraints().Length == 0;

    static byte Around(MemberInfo? place) => place is null
        ? (byte)0
        : Told(place.GetCustomAttributesData(), "System.Runtime.CompilerServices.NullableContextAttribute") is [var flag] ? flag : Around(place.DeclaringType);

    static IReadOnlyList<byte>? Told(IList<CustomAttributeData> told, string attribute) =>
        told.FirstOrDefault(one => one.AttributeType.FullName == attribute)?.ConstructorArguments[0].Value switch
        {
            byte one => [one],
            IEnumerable<CustomAttributeTypedArgument> many => [.. many.Select(flag => (byte)flag.Value!)],
            _ => null,
        };
}
