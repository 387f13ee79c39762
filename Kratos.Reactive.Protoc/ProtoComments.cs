using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Protoc;

/// <summary>What proto files say of a service: of its methods, and of all messages and enums that they lead to, by full name; of a value of an enum under the name of its enum.</summary>
sealed class ProtoComments
{
    // What these are, everybody knows.
    static readonly string[] known = [".google.protobuf.", ".google.api."];

    readonly Dictionary<string, Place> places = [];

    internal ProtoComments(IEnumerable<FileDescriptorProto> files)
    {
        foreach (var file in files)
        {
            var source = new Lazy<ProtoSource>(() => new ProtoSource(file, []));
            var scope = file.Package is "" ? "" : $".{file.Package}";
            foreach (var (at, message) in file.MessageType.Index()) Add(source, message, $"{scope}.{message.Name}", [4, at]);
            foreach (var (at, type) in file.EnumType.Index()) places[$"{scope}.{type.Name}"] = new(source, [5, at], null, type);
        }
    }

    internal IReadOnlyList<(string Name, string Text)> Of(ProtoSource source, int index, string fullName)
    {
        List<(string, string)> found = [];
        var service = source.Proto.Service[index];
        Add(found, fullName, source, [6, index]);
        Queue<string> open = new();
        foreach (var (at, method) in service.Method.Index())
        {
            Add(found, $"{fullName}.{method.Name}", source, [6, index, 2, at]);
            open.Enqueue(method.InputType);
            open.Enqueue(method.OutputType);
        }

        HashSet<string> seen = [];
        while (open.TryDequeue(out var name))
            if (seen.Add(name) && !known.Any(package => name.StartsWith(package, StringComparison.Ordinal)) && places.TryGetValue(name, out var place)) Add(found, name[1..], place, open);
        return found;
    }

    static void Add(List<(string, string)> found, string name, Place place, Queue<string> open)
    {
        var source = place.Source.Value;
        Add(found, name, source, place.Path);
        foreach (var (at, field) in (place.Message?.Field ?? []).Index())
        {
            Add(found, $"{name}.{field.Name}", source, [.. place.Path, 2, at]);
            if (field.TypeName.Length > 0) open.Enqueue(field.TypeName);
        }

        foreach (var (at, value) in (place.Enum?.Value ?? []).Index()) Add(found, $"{name}.{value.Name}", source, [.. place.Path, 2, at]);
    }

    static void Add(List<(string, string)> found, string name, ProtoSource source, int[] path)
    {
        if (Docs.Plain(source.Comment(path)) is { Length: > 0 } text) found.Add((name, text));
    }

    void Add(Lazy<ProtoSource> source, DescriptorProto message, string fullName, int[] path)
    {
        places[fullName] = new(source, path, message, null);
        foreach (var (at, nested) in message.NestedType.Index()) Add(source, nested, $"{fullName}.{nested.Name}", [.. path, 3, at]);
        foreach (var (at, type) in message.EnumType.Index()) places[$"{fullName}.{type.Name}"] = new(source, [.. path, 4, at], null, type);
    }

    sealed record Place(Lazy<ProtoSource> Source, int[] Path, DescriptorProto? Message, EnumDescriptorProto? Enum);
}
