using System.Collections;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>One field of a message: its names, its kind of value, and how it is read and written.</summary>
sealed class ProtoField
{
    readonly IFieldAccessor accessor;
    readonly JsonEncodedText written;
    readonly OneofDescriptor? oneof;
    readonly bool always;

    internal ProtoField(FieldDescriptor descriptor, int index, ProtoTypes types)
    {
        (Descriptor, Index, accessor, oneof) = (descriptor, index, descriptor.Accessor, descriptor.RealContainingOneof);
        Name = types.Options.Names == ProtoNames.Proto ? descriptor.Name : descriptor.JsonName;
        Utf8Name = Encoding.UTF8.GetBytes(descriptor.JsonName);
        written = JsonEncodedText.Encode(Name);
        always = types.Options.Defaults == ProtoDefaults.Written;
        if (descriptor.IsMap) Key = types.Value(descriptor.MessageType.FindFieldByNumber(1));
        Value = types.Value(descriptor.IsMap ? descriptor.MessageType.FindFieldByNumber(2) : descriptor);
    }

    internal FieldDescriptor Descriptor { get; }

    /// <summary>Its place among the fields.</summary>
    internal int Index { get; }

    /// <summary>The name that it is written by.</summary>
    internal string Name { get; }

    /// <summary>Its name in JSON.</summary>
    internal byte[] Utf8Name { get; }

    /// <summary>Its values: those of a list or a map, where it is one.</summary>
    internal ProtoValue Value { get; }

    /// <summary>The keys of a map.</summary>
    internal ProtoValue? Key { get; }

    internal bool IsMap => Key is not null;

    internal bool IsList => Descriptor.IsRepeated && Key is null;

    /// <summary>The message that it is, when that has fields: what a longer path goes on into.</summary>
    internal ProtoType? Inner => Value is MessageValue message ? message.Type : null;

    /// <summary>True when it has a value, or any: one without presence when that is not the default.</summary>
    internal bool IsSet(IMessage message) => Descriptor.IsRepeated ? ((ICollection)accessor.GetValue(message)).Count > 0
        : Descriptor.HasPresence ? accessor.HasValue(message)
        : !Value.IsDefault(accessor.GetValue(message));

    internal object? Get(IMessage message) => accessor.GetValue(message);

    internal IList List(IMessage message) => (IList)accessor.GetValue(message);

    internal IDictionary Map(IMessage message) => (IDictionary)accessor.GetValue(message);

    /// <summary>Sets a single value; not when another member of its oneof is there.</summary>
    internal Wrong? Set(IMessage message, object? value)
    {
        if (oneof?.Accessor.GetCaseFieldDescriptor(message) is { } other && other != Descriptor) return new("", $"must not be given together with {other.Name}");
        accessor.SetValue(message, value);
        return null;
    }

    /// <summary>The message that it is, made when it is not there.</summary>
    internal Wrong? Child(IMessage message, out IMessage child)
    {
        child = accessor.GetValue(message) as IMessage ?? Inner!.New();
        return accessor.HasValue(message) ? null : Set(message, child);
    }

    internal Wrong? Read(ref Utf8JsonReader reader, IMessage message)
    {
        if (reader.TokenType == JsonTokenType.Null && (Descriptor.IsRepeated || !Value.TakesNull)) return null;
        if (Descriptor.IsRepeated) return IsMap ? ProtoLists.ReadMap(ref reader, Key!, Value, Map(message)) : ProtoLists.Read(ref reader, Value, List(message));
        var at = reader.TokenStartIndex;
        if (Value.Read(ref reader, out var value) is { } wrong) return wrong;
        return Set(message, value) is { } refused ? refused with { At = at } : null;
    }

    /// <summary>Writes the name and the value, if there is one.</summary>
    internal void Write(Utf8JsonWriter writer, IMessage message)
    {
        if (!(always && (Descriptor.IsRepeated || !Descriptor.HasPresence)) && !IsSet(message)) return;
        writer.WritePropertyName(written);
        WriteValue(writer, accessor.GetValue(message));
    }

    /// <summary>Writes the value alone: the default, where there is none, and null for no message.</summary>
    internal void WriteBare(Utf8JsonWriter writer, IMessage message) => WriteValue(writer, accessor.GetValue(message));

    void WriteValue(Utf8JsonWriter writer, object? value)
    {
        if (value is null) writer.WriteNullValue();
        else if (IsMap) ProtoLists.WriteMap(writer, Value, (IDictionary)value);
        else if (IsList) ProtoLists.Write(writer, Value, (IList)value);
        else Value.Write(writer, value);
    }
}
