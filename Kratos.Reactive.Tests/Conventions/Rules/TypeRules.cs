using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

static class TypeRules
{
    /// <summary>Classes that could be sealed: neither abstract nor anybody's base. What the compiler makes does not count.</summary>
    internal static IEnumerable<Type> Open(IReadOnlyCollection<Type> types)
    {
        var bases = types.Select(type => Definition(type.BaseType)).ToHashSet();
        return types.Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && Code.Written(type) == type && !type.Name.StartsWith('<')
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), false) && !bases.Contains(type)).OrderBy(type => type.Name, StringComparer.Ordinal);
    }

    internal static IEnumerable<Type> Misnamed(IEnumerable<Type> types) => types.Where(type => type.Name.Split('`')[0] is "Http" or "Grpc");

    /// <summary>Every type that a public or protected member shows to a caller.</summary>
    internal static IEnumerable<(MemberInfo Member, Type Type)> Shown(IEnumerable<Type> types) =>
        types.SelectMany(type =>
            Code.Methods(type).Where(Surface.IsSeen).SelectMany(method => method.GetParameters().Select(one => one.ParameterType).Append((method as MethodInfo)?.ReturnType).OfType<Type>().Select(shown => (method as MemberInfo, shown)))
                .Concat(type.GetFields(Code.All).Where(field => field.IsPublic || field.IsFamily).Select(field => (field as MemberInfo, field.FieldType))));

    static Type? Definition(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
}
