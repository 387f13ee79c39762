using Google.Protobuf;
using Microsoft.AspNetCore.WebUtilities;

namespace Kratos.Reactive;

/// <summary>Sets fields of a message from a query: <c>a.b=1&amp;list=x&amp;list=y&amp;map[key]=z</c>, in the order of the query.</summary>
/// <param name="type">The message.</param>
/// <param name="except">The field that is the body: nothing of it may come from elsewhere.</param>
/// <param name="unknown">What becomes of a name that no field has.</param>
sealed class MessageQuery(ProtoType type, ProtoField? except, UnknownFields unknown)
{
    internal const int MostLevels = 64;
    internal const string ManyMessages = "is a list of messages, which a query cannot have";

    internal Wrong? Bind(IMessage message, string query)
    {
        if (query.Length <= 1) return null;
        HashSet<string>? given = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var text = PercentEncoding.IsValid(pair.EncodedValue.Span) ? pair.DecodeValue().ToString() : null;
            if (Bind(type, message, pair.DecodeName().ToString(), "", text, given ??= new(StringComparer.Ordinal)) is { } wrong) return wrong;
        }

        return null;
    }

    /// <summary>Sets a single value from a text; an empty one is no value, but for what can be empty, as a message can.</summary>
    internal static Wrong? SetOne(ProtoField field, IMessage message, string text)
    {
        if (!field.Value.HasText) return text.Length > 0 || field.Inner is null ? new(field.Name, "cannot be given as a text") : field.Child(message, out _);
        if (text.Length == 0 && !field.Value.TakesEmpty) return null;
        if (!field.Value.TryText(text, out var value)) return new(field.Name, $"must be {field.Value.What}");
        return value is not null && field.Set(message, value) is { } wrong ? wrong with { Field = field.Name } : null;
    }

    Wrong? Bind(ProtoType from, IMessage message, string key, string before, string? text, HashSet<string> given)
    {
        // First the whole way, then the first step: a name that is not known leaves nothing behind.
        var way = new List<ProtoField>();
        for (var at = from; ;)
        {
            var end = key.AsSpan().IndexOfAny('.', '[') is >= 0 and var found ? found : key.Length;
            if (at.Find(key[..end]) is not { } field || (field == except && at == type)) return unknown == UnknownFields.Refused ? new(before + key, "is not known") : null;
            if (way.Count == MostLevels) return new(before + field.Name, $"is nested deeper than {MostLevels} levels");
            way.Add(field);
            key = key[end..];
            if (key is not ['.', ..] || field.Descriptor.IsRepeated || field.Inner is not { } inner) break;
            (at, before, key) = (inner, $"{before}{field.Name}.", key[1..]);
        }

        var last = way[^1];
        var name = before + last.Name;
        if (text is null) return new(name, "is not percent-encoded UTF-8");
        for (var i = 0; i < way.Count - 1; i++)
            if (way[i].Child(message, out message) is { } wrong) return wrong with { Field = name };
        return Give(last, message, name, key, text, given) is { } refused ? refused with { Field = refused.Field.Length > name.Length ? refused.Field : name } : null;
    }

    Wrong? Give(ProtoField field, IMessage message, string name, string rest, string text, HashSet<string> given)
    {
        if (field.IsMap) return QueryMap.Give(field, message, name, rest, text, Inside);
        if (field.IsList)
        {
            if (rest is not ("" or "[]")) return new(name, field.Inner is null ? "is a list: give each value under its name alone" : ManyMessages);
            if (!field.Value.HasText) return new(name, ManyMessages);
            if (!field.Value.TryText(text, out var value) || value is null) return new(name, $"must be a list, each {field.Value.What}");
            field.List(message).Add(value);
            return null;
        }

        if (rest.Length > 0) return QueryMap.IsStruct(field) ? QueryMap.GiveStruct(field, message, name, rest, text) : new(name, rest[0] == '[' ? "is not a map" : "is not a message");
        return given.Add(name) ? SetOne(field, message, text) : new(name, "is given more than once");

        Wrong? Inside(ProtoType inner, IMessage entry, string key, string before) => Bind(inner, entry, key, before, text, given);
    }
}
