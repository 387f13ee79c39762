using System.Collections;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>The fields of a message that are set, as the pairs of a query: the other way round from <see cref="MessageQuery"/>. A message that is set and empty is a name with nothing behind it.</summary>
/// <param name="type">The message.</param>
/// <param name="body">The field that is the body: nothing of it is here.</param>
/// <param name="path">The fields that are in the path.</param>
sealed class MessagePairs(ProtoType type, ProtoField? body, IReadOnlyList<FieldPath> path)
{
    readonly HashSet<string> taken = [.. path.Select(static field => field.Name)];

    /// <summary>Adds them, or says what is wrong with a field that a query cannot have.</summary>
    internal Wrong? Write(IMessage message, List<KeyValuePair<string, string>> into) => Fields(type, message, "", 1, into);

    Wrong? Fields(ProtoType from, IMessage message, string before, int level, List<KeyValuePair<string, string>> into)
    {
        foreach (var field in from.Fields)
        {
            if (!field.IsSet(message) || (field == body && level == 1)) continue;
            var name = before + field.Name;
            if (taken.Contains(name)) continue;
            var wrong = field.IsMap ? Entries(field, field.Map(message), name, level, into)
                : field.IsList ? Items(field, field.List(message), name, into)
                : One(field, field.Get(message)!, name, level, into);
            if (wrong is not null) return wrong;
        }

        return null;
    }

    Wrong? One(ProtoField field, object value, string name, int level, List<KeyValuePair<string, string>> into)
    {
        if (field.Inner is not { } inner) return Text(field, value, name, into);
        if (level == MessageQuery.MostLevels) return new(name, $"is nested deeper than {level} levels");
        var start = into.Count;
        if (Fields(inner, (IMessage)value, $"{name}.", level + 1, into) is { } wrong) return wrong;
        if (into.Count == start && !taken.Any(one => one.StartsWith($"{name}.", StringComparison.Ordinal))) into.Add(new(name, ""));
        return null;
    }

    static Wrong? Items(ProtoField field, IList list, string name, List<KeyValuePair<string, string>> into)
    {
        if (field.Inner is not null) return new(name, MessageQuery.ManyMessages);
        foreach (var one in list)
            if (Text(field, one!, name, into) is { } wrong) return wrong;
        return null;
    }

    Wrong? Entries(ProtoField field, IDictionary map, string name, int level, List<KeyValuePair<string, string>> into)
    {
        foreach (DictionaryEntry entry in map)
        {
            _ = field.Key!.Format(entry.Key, out var key);
            if (field.Inner is not null && key.Contains("].", StringComparison.Ordinal)) return new(name, $"has the key '{key}', which a query cannot tell from what follows a key");
            if (One(field, entry.Value!, $"{name}[{key}]", level, into) is { } wrong) return wrong;
        }

        return null;
    }

    static Wrong? Text(ProtoField field, object value, string name, List<KeyValuePair<string, string>> into)
    {
        if (field.Value.Format(value, out var text) is { } wrong) return wrong with { Field = name };
        into.Add(new(name, text));
        return null;
    }
}
