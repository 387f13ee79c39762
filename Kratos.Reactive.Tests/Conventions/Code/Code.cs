using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>One place in the code of a method that names a member or a type.</summary>
sealed record Use(MethodBase In, int Offset, MemberInfo Target)
{
    /// <summary>The type that somebody wrote, around the lambdas and state machines that the compiler made of it.</summary>
    internal Type Owner => Code.Written(In.DeclaringType!);

    /// <summary>The target as it was declared, without the types it is used with.</summary>
    internal MethodBase? Called => Target is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : Target as MethodBase;

    internal string Name => $"{Target.DeclaringType?.FullName?.Split('[')[0]}.{Target.Name}";

    public override string ToString() => $"{Owner.Name}: {Name}({string.Join(", ", Called?.GetParameters().Select(one => one.ParameterType.Name) ?? [])})";
}

/// <summary>What built code names.</summary>
static class Code
{
    internal const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    internal static IReadOnlyList<Use> Library { get; } = [.. Uses(typeof(Env).Assembly.GetTypes())];

    /// <summary>All uses in one type and in what is nested in it.</summary>
    internal static IReadOnlyList<Use> Of(Type type) => [.. Uses(Nested(type))];

    internal static IEnumerable<Type> Nested(Type type) => type.GetNestedTypes(All).SelectMany(Nested).Prepend(type);

    internal static IEnumerable<MethodBase> Methods(Type type) => [.. type.GetMethods(All), .. type.GetConstructors(All)];

    /// <summary>True for what protoc made of the proto files that come with the library.</summary>
    internal static bool IsGenerated(Type type) => type.Namespace?.StartsWith("Kratos.Reactive.Protos.", StringComparison.Ordinal) == true;

    internal static Type Written(Type type) =>
        type.DeclaringType is { } outer && (type.Name.StartsWith('<') || type.IsDefined(typeof(CompilerGeneratedAttribute), false)) ? Written(outer) : type;

    static IEnumerable<Use> Uses(IEnumerable<Type> types) =>
        from type in types
        from method in Methods(type)
        from named in Il.Members(method)
        select new Use(method, named.Offset, named.Member);
}
