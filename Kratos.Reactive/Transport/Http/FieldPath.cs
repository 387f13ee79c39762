using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>The way from a message to a single value in it: <c>book.shelf.name</c>.</summary>
sealed class FieldPath
{
    const string NotSet = "is a part of the path, and is not set";
    readonly ProtoField[] parents;
    readonly ProtoField last;

    FieldPath(ProtoField[] parents, ProtoField last)
    {
        (this.parents, this.last) = (parents, last);
        Name = string.Join('.', parents.Append(last).Select(static field => field.Name));
    }

    internal string Name { get; }

    /// <summary>The field at its end.</summary>
    internal ProtoField Last => last;

    /// <summary>The way that a rule names; the message of a failure goes on after the name.</summary>
    internal static Fin<FieldPath> Of(ProtoType type, string path)
    {
        var names = path.Split('.');
        var parents = new List<ProtoField>();
        for (var i = 0; ; i++)
        {
            if (type.Find(names[i]) is not { } field) return Bad($"is no field: {type.Descriptor.FullName} has no {names[i]}");
            if (field.Descriptor.IsRepeated) return Bad("is a list or a map, which a path cannot hold");
            if (i == names.Length - 1) return field.Value.HasText ? new FieldPath([.. parents], field) : Bad("is a message, which a path cannot hold");
            if (field.Inner is not { } inner) return Bad($"is no field: {field.Name} is not a message with fields");
            parents.Add(field);
            type = inner;
        }
    }

    /// <summary>Sets the value that the text of a path is.</summary>
    internal Wrong? Set(IMessage message, string? text)
    {
        if (text is null) return new(Name, "is not percent-encoded UTF-8");
        foreach (var parent in parents)
            if (parent.Child(message, out message) is { } refused) return refused with { Field = Name };
        return MessageQuery.SetOne(last, message, text) is { } wrong ? wrong with { Field = Name } : null;
    }

    /// <summary>The text that <see cref="Set"/> makes this value of again; what is not there has none.</summary>
    internal Wrong? Format(IMessage message, out string text)
    {
        text = "";
        foreach (var parent in parents)
            if (parent.Get(message) is IMessage inner) message = inner;
            else return new(Name, NotSet);
        if (last.Descriptor.HasPresence && !last.IsSet(message)) return new(Name, NotSet);
        var value = last.Get(message)!;
        if (last.Value.Format(value, out text) is { } wrong) return wrong with { Field = Name };
        if (value is ByteString) text = text.Replace('+', '-').Replace('/', '_');     // the alphabet without a slash
        return null;
    }

    static Error Bad(string why) => Error.BadRequest("BAD_PATH", why);
}
