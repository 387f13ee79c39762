using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>One file uses something that is declared in another (in several, if a partial type is meant as a whole).</summary>
sealed record Arrow(string From, IReadOnlySet<string> To, string What);

/// <summary>Finds every arrow between the files of an assembly: in bases, signatures and attributes, and in code.</summary>
static class Arrows
{
    internal static IEnumerable<Arrow> Of(Sources sources, IEnumerable<Type> types) =>
        from type in types
        from pair in Shape(type).SelectMany(told => sources.Files(told.In).Select(file => (File: file, told.Named))).Concat(Bodies(sources, type))
        where pair.Named.Module.Assembly == sources.Assembly
        let to = sources.Files(pair.Named)
        where to.Count > 0 && !to.Contains(pair.File)
        select new Arrow(pair.File, to, pair.Named is Type named ? named.Name : $"{pair.Named.DeclaringType!.Name}.{pair.Named.Name}");

    static IEnumerable<(MemberInfo In, MemberInfo Named)> Shape(Type type)
    {
        foreach (var named in TypesIn([type.BaseType, .. type.GetInterfaces(), .. Attributes(type)])) yield return (type, named);
        // What the compiler keeps for a lambda has no place of its own; the code that uses it does.
        foreach (var field in Code.Written(type) == type ? type.GetFields(Code.All) : [])
            foreach (var named in TypesIn([field.FieldType, .. Attributes(field)])) yield return (field, named);
        foreach (var property in type.GetProperties(Code.All))
            foreach (var named in TypesIn(Attributes(property))) yield return (property, named);
        foreach (var method in Code.Methods(type))
            foreach (var named in TypesIn([(method as MethodInfo)?.ReturnType, .. method.GetParameters().Select(one => one.ParameterType), .. Attributes(method)])) yield return (method, named);
    }

    static IEnumerable<(string File, MemberInfo Named)> Bodies(Sources sources, Type type) =>
        from method in Code.Methods(type)
        from use in Il.Members(method)
        let file = sources.File(method, use.Offset)
        where file is not null
        from named in Parts(use.Member).Concat(TypesIn(method.GetMethodBody()!.LocalVariables.Select(one => one.LocalType)))
        select (file, named);

    static IEnumerable<Type> Attributes(MemberInfo member) =>
        member.GetCustomAttributesData().SelectMany(one => one.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(one.AttributeType));

    // A member, and the types that it is used with.
    static IEnumerable<MemberInfo> Parts(MemberInfo member) => member is Type type
        ? TypesIn([type])
        : TypesIn([.. member.DeclaringType?.GetGenericArguments() ?? [], .. member is MethodInfo { IsGenericMethod: true } call ? call.GetGenericArguments() : []]).Prepend(member);

    static IEnumerable<Type> TypesIn(IEnumerable<Type?> types) => types.SelectMany(TypesIn);

    static IEnumerable<Type> TypesIn(Type? type) => type switch
    {
        null or { IsGenericParameter: true } => [],
        { HasElementType: true } => TypesIn(type.GetElementType()),
        { IsGenericType: true } => TypesIn(type.GetGenericArguments()).Prepend(type),
        _ => [type],
    };
}
