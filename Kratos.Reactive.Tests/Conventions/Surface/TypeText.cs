using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>A type as C# writes it, with what only attributes know: which references may be null, and what the items of a tuple are called.</summary>
sealed class TypeText
{
    static readonly Dictionary<Type, string> Keywords = new (Type, string)[]
    {
        (typeof(void), "void"), (typeof(object), "object"), (typeof(string), "string"), (typeof(bool), "bool"), (typeof(char), "char"),
        (typeof(byte), "byte"), (typeof(sbyte), "sbyte"), (typeof(short), "short"), (typeof(ushort), "ushort"), (typeof(int), "int"),
        (typeof(uint), "uint"), (typeof(long), "long"), (typeof(ulong), "ulong"), (typeof(float), "float"), (typeof(double), "double"),
        (typeof(decimal), "decimal"),
    }.ToDictionary(pair => pair.Item1, pair => pair.Item2);

    // The names of these read alone. A name from anywhere else is written in full, so that Rx's Unit is not taken for LanguageExt's.
    static readonly string[] Plain = ["System", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks", "System.Reactive.Concurrency", "LanguageExt"];

    readonly Func<string, string> parameter;
    readonly IReadOnlyList<byte> flags;
    readonly Queue<string?> items;
    int read;

    TypeText(IReadOnlyList<byte> flags, IEnumerable<string?> items, Func<string, string> parameter) =>
        (this.flags, this.items, this.parameter) = (flags, new(items), parameter);

    /// <summary>How <paramref name="type"/> is written where it stands: with the attributes <paramref name="told"/> there, in <paramref name="place"/>.</summary>
    internal static string Of(Type type, IList<CustomAttributeData> told, MemberInfo place, Func<string, string> parameter) =>
        new TypeText(Nullability.Flags(told, place), Tuples(told), parameter).Write(type);

    internal static string Of(ParameterInfo parameter, Func<string, string> name) =>
        Of(parameter.ParameterType, parameter.GetCustomAttributesData(), parameter.Member, name);

    /// <summary>The bare name: for headings, bases and constraints.</summary>
    internal static string Of(Type type, Func<string, string>? parameter = null) => new TypeText([0], [], parameter ?? (static name => name)).Write(type);

    static IEnumerable<string?> Tuples(IList<CustomAttributeData> told) =>
        told.FirstOrDefault(one => one.AttributeType == typeof(TupleElementNamesAttribute))?.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> names
            ? names.Select(name => (string?)name.Value)
            : [];

    string Write(Type type)
    {
        if (type.IsByRef) return Write(type.GetElementType()!);
        if (type.IsPointer) return Write(type.GetElementType()!) + "*";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Write(underlying) + "?";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword + (type.IsValueType ? "" : Mark());
        if (type.IsGenericParameter) return parameter(type.Name) + Mark();
        if (type.IsArray)
        {
            var mark = Mark();
            return $"{Write(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        var nullable = type is { IsValueType: true, IsGenericType: false } ? "" : Mark();
        return (IsTuple(type) ? Tuple(type) : Named(type)) + nullable;
    }

    static bool IsTuple(Type type) => type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true;

    string Tuple(Type type)
    {
        var names = type.GenericTypeArguments.Select(_ => items.TryDequeue(out var name) ? name : null).ToArray();
        return $"({string.Join(", ", type.GenericTypeArguments.Select((item, i) => Write(item) + (names[i] is { } name ? " " + name : "")))})";
    }

    string Named(Type type)
    {
        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType is { } declaring ? declaring.GetGenericArguments().Length : 0;
        var place = type.DeclaringType is { } containing
            ? Named(outer == 0 ? containing : containing.MakeGenericType(arguments[..outer])) + "."
            : IsPlain(type.Namespace) ? "" : type.Namespace + ".";
        var own = arguments[outer..];
        var name = type.Name.Split('`')[0];
        return place + name + (own.Length == 0 ? "" : $"<{string.Join(", ", own.Select(Write))}>");
    }

    static bool IsPlain(string? space) => space is null || Plain.Contains(space) || space == "Kratos.Reactive" || space.StartsWith("Kratos.Reactive.", StringComparison.Ordinal);

    string Mark() => (flags.Count == 1 ? flags[0] : read < flags.Count ? flags[read++] : 0) == 2 ? "?" : "";
}
