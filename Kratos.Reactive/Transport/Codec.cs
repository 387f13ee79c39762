using System.Buffers;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>A format of bodies: what it is called, and how messages become bytes and bytes messages. A value, given to a transport; the same one serves both sides of a call.</summary>
/// <remarks>A codec of one's own is made in one of two ways. <see cref="Notation"/> is for a format that has the values JSON has (YAML, CBOR, a form): it translates from JSON and to JSON, and what comes in is
/// judged as JSON is, by the same contracts and in the same words. <see cref="Of"/> is for any other: it gets whole messages.</remarks>
public sealed record Codec
{
    internal Codec(string mediaType, Coding coding) => (MediaType, Coding) = (mediaType, coding);

    /// <summary>What bodies of it are called, as in <c>application/json</c>.</summary>
    public string MediaType { get; init; }

    /// <summary>Other media types that are the same format. Who asks for one of them is answered with that name.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    /// <summary>The structured suffix of media types that can be read as this one: <c>json</c> for <c>application/merge-patch+json</c>; empty for none.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Of which types it can have messages; all, unless set. For a method that has others it is not offered.</summary>
    public Func<Type, bool> Carries { get; init; } = static _ => true;

    /// <summary>Of which shapes a notation can have values; of all, unless set. A form has no lists that stand alone.</summary>
    public Func<Shape, bool> Fits { get; init; } = static _ => true;

    internal Coding Coding { get; }

    /// <summary>A format that has the values JSON has.</summary>
    /// <param name="mediaType">What bodies of it are called.</param>
    /// <param name="write">Writes a body from JSON, which is a message of that shape.</param>
    /// <param name="read">Writes the JSON of a body, which should have that shape; a failure says what is wrong with the body: 400 <c>CODEC</c>, as a rule. What it throws is 500.</param>
    public static Codec Notation(string mediaType, Func<Shape, ReadOnlyMemory<byte>, IBufferWriter<byte>, Fin<Unit>> write, Func<Shape, ReadOnlyMemory<byte>, Utf8JsonWriter, Fin<Unit>> read) =>
        new(mediaType, new NotationCoding(write, read));

    /// <summary>A format of one's own.</summary>
    /// <param name="mediaType">What bodies of it are called.</param>
    /// <param name="write">Writes a message; a failure is 500.</param>
    /// <param name="read">Reads a message of that type; a failure says what is wrong with the body: 400 <c>CODEC</c>, as a rule. What it throws is 500.</param>
    public static Codec Of(string mediaType, Func<object, IBufferWriter<byte>, Fin<Unit>> write, Func<Type, ReadOnlyMemory<byte>, Fin<object>> read) => new(mediaType, new ObjectCoding(write, read));

    /// <summary>Its media type.</summary>
    public override string ToString() => MediaType;
}
