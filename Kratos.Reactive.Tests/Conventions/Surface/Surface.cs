using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Everything that a caller can depend on, as sorted lines: a heading for each public type, and below it, indented, what it has.</summary>
static class Surface
{
    /// <summary>Without what is generated from proto files: those are its surface.</summary>
    internal static IReadOnlyList<string> Of(Assembly library) =>
        Of(library.GetExportedTypes().Where(type => !Code.IsGenerated(type)));

    internal static IReadOnlyList<string> Of(IEnumerable<Type> types) =>
    [
        .. from type in types
           where !InBlock(type)
           group type by type.Namespace into space
           orderby space.Key
           from line in space.OrderBy(SurfaceTypes.Name, StringComparer.Ordinal).SelectMany(Told).Prepend($"namespace {space.Key}").Append("")
           select line,
    ];

    /// <summary>True for what other assemblies can call or override.</summary>
    internal static bool IsSeen(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType is { IsSealed: false } owner && IsOpen(owner));

    // A class whose constructors are all closed has no heirs elsewhere.
    static bool IsOpen(Type type) => type.IsInterface
        || type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Any(made => made.IsPublic || made.IsFamily || made.IsFamilyOrAssembly);

    static IEnumerable<string> Told(Type type) => SurfaceTypes.Members(type).Select(line => "    " + line).Prepend(SurfaceTypes.Heading(type)).Prepend("");

    static bool InBlock(Type? type) => type is not null && (SurfaceExtensions.IsBlock(type) || InBlock(type.DeclaringType));
}
