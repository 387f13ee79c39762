using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Protoc;

/// <summary>All messages of a request to the plugin, by full name with a dot before it, as descriptors refer to them.</summary>
sealed class Types
{
    readonly Dictionary<string, (DescriptorProto Message, string CSharp)> messages = [];
    readonly ILookup<string, string> byNamespace;

    internal Types(IEnumerable<FileDescriptorProto> files)
    {
        var all = files.ToArray();
        Comments = new(all);
        foreach (var file in all)
        {
            var scope = file.Package is "" ? "" : $".{file.Package}";
            foreach (var message in file.MessageType) Add(message, $"{scope}.{message.Name}", Global(file, message.Name));
        }

        byNamespace = all
            .SelectMany(static file => file.MessageType.Select(static type => type.Name).Concat(file.EnumType.Select(static type => type.Name))
                .Append(Naming.ReflectionOf(file.Name)).Append(Naming.ExtensionsOf(file.Name))
                .Select(name => (Namespace: NamespaceOf(file), name)))
            .ToLookup(static pair => pair.Namespace, static pair => pair.name);
    }

    /// <summary>What the files say of services.</summary>
    internal ProtoComments Comments { get; }

    internal static string NamespaceOf(FileDescriptorProto file) =>
        file.Options is { HasCsharpNamespace: true } options ? options.CsharpNamespace : Naming.Namespace(file.Package);

    internal static string Global(FileDescriptorProto file, string name) => NamespaceOf(file) is { Length: > 0 } space ? $"global::{space}.{name}" : $"global::{name}";

    /// <summary>The names in a namespace that protoc itself takes.</summary>
    internal HashSet<string> Taken(string space) => [.. byNamespace[space]];

    internal string CSharp(string fullName) => messages[fullName].CSharp;

    internal DescriptorProto Message(string fullName) => messages[fullName].Message;

    void Add(DescriptorProto message, string fullName, string csharp)
    {
        messages[fullName] = (message, csharp);
        foreach (var nested in message.NestedType) Add(nested, $"{fullName}.{nested.Name}", $"{csharp}.Types.{nested.Name}");
    }
}
