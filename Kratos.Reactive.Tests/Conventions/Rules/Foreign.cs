using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>LanguageExt in the narrow way of decision 5: Unit, Option, Either and Validation; no collection of it, and no equality, whose first use costs a quarter of a second.</summary>
static class Foreign
{
    static readonly string[] Welcome = ["LanguageExt.Unit", "LanguageExt.Option`1", "LanguageExt.OptionNone", "LanguageExt.Either`2", "LanguageExt.Validation`2", "LanguageExt.Prelude"];

    internal static bool IsUnwelcome(Use use) => Types(use.Target).Any(IsUnwelcome) || ComparesForeign(use.Target);

    /// <summary>True for a type of LanguageExt that this library keeps out, or for one that is made with it.</summary>
    internal static bool IsUnwelcome(Type type) => type.HasElementType
        ? IsUnwelcome(type.GetElementType()!)
        : (IsForeign(type) && !Welcome.Contains(Definition(type))) || type.GetGenericArguments().Where(one => !one.IsGenericParameter).Any(IsUnwelcome);

    static IEnumerable<Type> Types(MemberInfo target) => target switch
    {
        Type type => [type],
        MethodInfo method => [method.DeclaringType!, method.ReturnType, .. method.IsGenericMethod ? method.GetGenericArguments().Where(one => !one.IsGenericParameter) : []],
        FieldInfo field => [field.DeclaringType!, field.FieldType],
        _ => [target.DeclaringType!],
    };

    static bool ComparesForeign(MemberInfo target) => target.DeclaringType is { } type && ((IsForeign(type) && type != typeof(Unit) && target.Name is "op_Equality" or "op_Inequality" or "Equals" or "CompareTo")
        || (type.Name == "EqualityComparer`1" && type.GetGenericArguments()[0] is var compared && IsForeign(compared) && compared != typeof(Unit)));

    static bool IsForeign(Type type) => type.Namespace == "LanguageExt" || type.Namespace?.StartsWith("LanguageExt.", StringComparison.Ordinal) == true;

    static string? Definition(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;
}
