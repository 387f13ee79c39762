using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>The members of C# 14 <c>extension</c> blocks. The compiler keeps each block as a nested type of declarations, a marker with the receiver, and static methods that do the work.</summary>
static class SurfaceExtensions
{
    const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>One line a member, each with its receiver in front.</summary>
    internal static IEnumerable<string> Lines(Type type) =>
        from block in Blocks(type)
        from member in Declared(block)
        let receiver = Receiver(block, member)
        let text = new SurfaceMembers(Names(block, receiver))
        let marker = receiver.Member.DeclaringType!
        let generic = marker.IsGenericType ? $"<{string.Join(", ", marker.GetGenericArguments().Select(one => one.Name))}>" : ""
        let head = $"extension{generic}({SurfaceMembers.Plain.Parameter(receiver)}){SurfaceMembers.Plain.Constraints(marker.IsGenericType ? marker.GetGenericArguments() : [], marker)}"
        let line = $"{head} {(member is PropertyInfo property ? text.Property(property) : text.Method((MethodInfo)member, inExtension: true))}"
        orderby head, member.Name, line
        select line;

    /// <summary>The keys of the static methods that stand behind those members; they are not told twice.</summary>
    internal static HashSet<string> Implementations(Type type) =>
    [
        .. from block in Blocks(type)
           from method in block.GetMethods(All)
           where Marker(method) is not null
           let receiver = Receiver(block, method)
           select Key(method, Names(block, receiver), method.IsStatic ? null : TypeText.Of(receiver.ParameterType)),
    ];

    /// <summary>A method's name and the bare types of its parameters.</summary>
    internal static string Key(MethodInfo method, Func<string, string> parameter, string? receiver = null) =>
        $"{method.Name}({string.Join(", ", (receiver is null ? [] : new[] { receiver }).Concat(method.GetParameters().Select(one => TypeText.Of(one.ParameterType, parameter))))})";

    internal static bool IsBlock(Type type) => type.IsSpecialName && type.Name.StartsWith("<G>$", StringComparison.Ordinal);

    static IEnumerable<Type> Blocks(Type type) => type.GetNestedTypes(All).Where(IsBlock);

    static IEnumerable<MemberInfo> Declared(Type block) =>
        block.GetMembers(All).Where(member => member is PropertyInfo || (member is MethodInfo method && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))))
            .Where(member => Marker(member) is not null)
            .Where(member => (member as MethodInfo ?? ((PropertyInfo)member).GetAccessors(true)[0]) is var method && Surface.IsSeen(method));

    static string? Marker(MemberInfo member) =>
        (string?)member.GetCustomAttributesData().FirstOrDefault(one => one.AttributeType.Name == "ExtensionMarkerAttribute")?.ConstructorArguments[0].Value;

    static ParameterInfo Receiver(Type block, MemberInfo member) =>
        block.GetNestedTypes(All).Single(one => one.Name.Split('`')[0] == Marker(member)).GetMethod("<Extension>$", All)!.GetParameters()[0];

    // The block's own type parameters are called $T0, $T1 ..; the marker keeps what was written.
    static Func<string, string> Names(Type block, ParameterInfo receiver)
    {
        var written = block.GetGenericArguments().Zip(receiver.Member.DeclaringType!.GetGenericArguments()).ToDictionary(pair => pair.Item1.Name, pair => pair.Item2.Name);
        return name => written.GetValueOrDefault(name, name);
    }
}
