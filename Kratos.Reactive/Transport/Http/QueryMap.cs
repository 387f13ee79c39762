using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>Entries of maps in a query: <c>map[key]=value</c>, where a key may have any character, or <c>map.key=value</c>, where it has no dot. The last one of a key counts.</summary>
static class QueryMap
{
    const string Shape = "is a map: give its entries as name[key]=value";

    internal delegate Wrong? Inside(ProtoType type, IMessage entry, string key, string before);

    internal static bool IsStruct(ProtoField field) => !field.Descriptor.IsRepeated && field.Value is StructValue;

    internal static Wrong? Give(ProtoField field, IMessage message, string name, string rest, string text, Inside inside)
    {
        var inner = field.Inner;
        if (!TrySplit(rest, inner is not null, out var key, out var more)) return new(name, Shape);
        var place = $"{name}[{key}]";
        if (!field.Key!.TryText(key, out var known)) return new(place, $"has a key that must be {field.Key.What}");
        var map = field.Map(message);
        if (inner is not null)
        {
            if (more.Length < 2 && (more.Length > 0 || text.Length > 0)) return new(place, "cannot be given as a text");
            var entry = map[known!] as IMessage ?? inner.New();
            map[known!] = entry;
            return more.Length == 0 ? null : inside(inner, entry, more[1..], $"{place}.");
        }

        if (!field.Value.HasText) return new(place, "cannot be given as a text");
        if (!field.Value.TryText(text, out var value) || value is null) return new(place, $"must be {field.Value.What}");
        map[known!] = value;
        return null;
    }

    /// <summary>An entry of a Struct, which is a map to texts.</summary>
    internal static Wrong? GiveStruct(ProtoField field, IMessage message, string name, string rest, string text)
    {
        if (!TrySplit(rest, false, out var key, out _)) return new(name, Shape);
        var whole = field.Get(message) as Struct;
        if (whole is null && field.Set(message, whole = new Struct()) is { } wrong) return wrong with { Field = name };
        whole.Fields[key] = Value.ForString(text);
        return null;
    }

    /// <summary>The key in <c>[key]</c> or <c>.key</c>, and what follows where something may: false for what is neither.</summary>
    internal static bool TrySplit(string rest, bool goesOn, out string key, out string more)
    {
        (key, more) = ("", "");
        var end = goesOn ? rest.IndexOf(rest is ['[', ..] ? "]." : ".", 1 < rest.Length ? 1 : 0, StringComparison.Ordinal) : -1;
        var own = end < 0 ? rest : rest[..(rest[0] == '[' ? end + 1 : end)];
        more = rest[own.Length..];
        if (own is ['[', .., ']']) key = own[1..^1];
        else if (own is ['.', .. var plain] && !plain.AsSpan().ContainsAny('.', '[', ']')) key = plain;
        else return false;
        return true;
    }
}
