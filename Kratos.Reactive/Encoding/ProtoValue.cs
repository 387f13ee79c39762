using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>How the values of one type of protobuf are written as JSON, and read from JSON or from a text. A value is what <c>IFieldAccessor</c> gives and takes; an enum's is its number.</summary>
abstract class ProtoValue
{
    /// <summary>What a value must be, for a person.</summary>
    internal abstract string What { get; }

    /// <summary>True when <c>null</c> is a value, and not the absence of one.</summary>
    internal virtual bool TakesNull => false;

    /// <summary>True when an empty text is a value of it.</summary>
    internal virtual bool TakesEmpty => false;

    /// <summary>True for the value that a field without presence has when it is not set.</summary>
    internal virtual bool IsDefault(object value) => false;

    /// <summary>Writes it. What no JSON can have (a time before the year 1) is thrown: it is the server's own fault.</summary>
    internal abstract void Write(Utf8JsonWriter writer, object value);

    /// <summary>Reads the value whose first token the reader stands at, up to its last. What is no JSON at all is thrown, as a <see cref="JsonException"/> of the reader's.</summary>
    internal abstract Wrong? Read(ref Utf8JsonReader reader, out object? value);

    /// <summary>The value that a text of a path or a query is; false when it is none. No value at all is null.</summary>
    internal virtual bool TryText(string text, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>The text that <see cref="TryText"/> makes this value of again; what is wrong with a value that has none.</summary>
    internal virtual Wrong? Format(object value, out string text)
    {
        text = "";
        return new("", "cannot be given as a text");
    }

    /// <summary>True when a text can be a value of it.</summary>
    internal virtual bool HasText => true;

    protected Wrong Refused(in Utf8JsonReader reader) => new("", $"must be {What}", reader.TokenStartIndex);
}
