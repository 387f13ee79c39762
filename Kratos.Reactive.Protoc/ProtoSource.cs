using Google.Protobuf.Reflection;
using Location = Google.Protobuf.Reflection.SourceCodeInfo.Types.Location;

namespace Kratos.Reactive.Protoc;

/// <summary>A proto file, and where in its text everything is. A path is that of SourceCodeInfo: numbers of fields, and indexes.</summary>
sealed class ProtoSource
{
    readonly Dictionary<string, Location> places = [];
    readonly List<Problem> problems;

    internal ProtoSource(FileDescriptorProto proto, List<Problem> problems)
    {
        Proto = proto;
        this.problems = problems;
        foreach (var place in proto.SourceCodeInfo?.Location ?? []) places.TryAdd(Key(place.Path), place);
    }

    internal FileDescriptorProto Proto { get; }

    /// <summary>The comment above, or else the one behind.</summary>
    internal string Comment(int[] path) =>
        !places.TryGetValue(Key(path), out var place) ? "" : place.HasLeadingComments ? place.LeadingComments : place.TrailingComments;

    /// <summary>Something is wrong here, or in the nearest thing around it that has a place.</summary>
    internal void Report(int[] path, string code, string message)
    {
        for (var length = path.Length; length > 0; length--)
            if (places.TryGetValue(Key(path[..length]), out var place))
            {
                problems.Add(new Problem(Proto.Name, place.Span[0] + 1, place.Span[1] + 1, code, message));
                return;
            }

        problems.Add(new Problem(Proto.Name, 0, 0, code, message));
    }

    static string Key(IEnumerable<int> path) => string.Join('.', path);
}
