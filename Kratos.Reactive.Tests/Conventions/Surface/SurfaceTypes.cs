using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>A type as a heading and the lines of its members.</summary>
static class SurfaceTypes
{
    const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    internal static string Heading(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate))) return Marks(type) + Delegate(type.GetMethod("Invoke")!, type);
        Type[] above = [.. type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) ? [parent] : Type.EmptyTypes, .. Interfaces(type)];
        var bases = above.Length == 0 ? "" : $" : {string.Join(", ", above.Select(one => TypeText.Of(one)))}";
        return $"{Marks(type)}{Kind(type)} {Name(type)}{(type.IsEnum ? $" : {TypeText.Of(Enum.GetUnderlyingType(type))}" : bases)}{Constraints(type)}";
    }

    internal static IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate))) return [];
        if (type.IsEnum) return Enum.GetNames(type).Zip(Enum.GetValuesAsUnderlyingType(type).Cast<IFormattable>(), (name, value) => $"{name} = {value.ToString(null, CultureInfo.InvariantCulture)}");
        var hidden = SurfaceExtensions.Implementations(type);
        var text = SurfaceMembers.Plain;
        return
        [
            .. type.GetConstructors(Own).Where(Surface.IsSeen).Where(Written).Select(text.Constructor).Order(StringComparer.Ordinal),
            .. type.GetFields(Own).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(text.Field).Order(StringComparer.Ordinal),
            .. type.GetProperties(Own).Where(one => one.GetAccessors(true).Any(Surface.IsSeen) && Written(one)).OrderBy(one => one.Name, StringComparer.Ordinal).Select(text.Property),
            .. type.GetEvents(Own).Where(one => Surface.IsSeen(one.AddMethod!)).OrderBy(one => one.Name, StringComparer.Ordinal).Select(text.Event),
            .. type.GetMethods(Own).Where(Surface.IsSeen).Where(Written).Where(one => !IsAccessor(one) && !hidden.Contains(SurfaceExtensions.Key(one, static name => name)))
                .Select(one => (one.Name, Line: text.Method(one))).OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Line, StringComparer.Ordinal).Select(one => one.Line),
            .. SurfaceExtensions.Lines(type),
        ];
    }

    internal static string Name(Type type) => type.IsGenericTypeDefinition && type.IsInterface
        ? type.GetGenericArguments().Aggregate(TypeText.Of(type), (name, one) => one.GenericParameterAttributes.HasFlag(GenericParameterAttributes.Covariant)
            ? name.Replace($"<{one.Name}", $"<out {one.Name}", StringComparison.Ordinal) : name)
        : TypeText.Of(type);

    // What the compiler writes for a record follows from its heading and its constructor.
    static bool Written(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute), false);

    static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    static string Delegate(MethodInfo call, Type type) =>
        $"delegate {TypeText.Of(call.ReturnParameter, static name => name)} {TypeText.Of(type)}({SurfaceMembers.Plain.Parameters(call.GetParameters())}){Constraints(type)}";

    static string Constraints(Type type) => SurfaceMembers.Plain.Constraints(type.IsGenericTypeDefinition ? type.GetGenericArguments() : [], type);

    static string Kind(Type type)
    {
        var record = IsRecord(type) ? "record " : "";
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{record}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => $"abstract {(record == "" ? "class" : "record")}",
            { IsSealed: true } => $"sealed {(record == "" ? "class" : "record")}",
            _ => $"{(record == "" ? "class" : "record")}",
        };
    }

    static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Own) is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", Own)?.IsDefined(typeof(CompilerGeneratedAttribute), false) == true);

    static IEnumerable<Type> Interfaces(Type type)
    {
        var all = type.GetInterfaces();
        var implied = all.SelectMany(one => one.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        return all.Where(one => one.IsVisible && !implied.Contains(one) && !(IsRecord(type) && one == typeof(IEquatable<>).MakeGenericType(type))).OrderBy(one => TypeText.Of(one), StringComparer.Ordinal);
    }

    // Attributes that a compiler or a serializer acts on.
    static string Marks(Type type) => string.Concat(type.GetCustomAttributesData()
        .Where(one => one.AttributeType.Name is "AsyncMethodBuilderAttribute" or "CollectionBuilderAttribute" or "FlagsAttribute" or "ObsoleteAttribute" or "JsonConverterAttribute")
        .Select(one => $"[{one.AttributeType.Name[..^"Attribute".Length]}] "));
}
