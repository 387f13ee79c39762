using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>What the JSON of a value looks like: what a format has to know that does not say it itself. (XML has no lists and no numbers; YAML cannot tell the text <c>1</c> from the number.)</summary>
public abstract class Shape
{
    private protected Shape()
    {
    }

    /// <summary>Whatever is there.</summary>
    public static Shape Anything { get; } = new AnyShape();

    /// <summary>Which kind of value it is.</summary>
    public abstract ShapeKind Kind { get; }

    /// <summary>What a value is called in a message to a caller: <c>true or false</c>.</summary>
    public abstract string What { get; }

    /// <summary>The name of its type, for a format that names what it has; empty for none.</summary>
    public virtual string Name => "";

    /// <summary>True when an empty text is a value of it; of others it is no value.</summary>
    public virtual bool TakesEmpty => false;

    /// <summary>True for bytes, which JSON has as a text: what a file can be the value of.</summary>
    internal virtual bool IsBytes => false;

    /// <summary>The shape of the items of a list, or of the values of a map; anything where there are none.</summary>
    public virtual Shape Item => Anything;

    /// <summary>The shape of a member of an object; anything, for a name that it does not have.</summary>
    public virtual Shape Member(string name) => Anything;

    /// <summary>The members that must be there and are lists: what a format has to say that cannot tell an empty list from none.</summary>
    public virtual IReadOnlyList<string> Lists => ValueList<string>.Empty;

    /// <summary>Writes the value that a text is, as JSON; false, and nothing is written, when it is none.</summary>
    public abstract bool Write(Utf8JsonWriter json, string text);

    sealed class AnyShape : Shape
    {
        public override ShapeKind Kind => ShapeKind.Any;

        public override string What => "anything";

        public override bool TakesEmpty => true;

        public override bool Write(Utf8JsonWriter json, string text)
        {
            json.WriteStringValue(Encoding.UTF8.GetBytes(text));      // half of a surrogate pair becomes U+FFFD
            return true;
        }
    }
}
