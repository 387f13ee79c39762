using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Kratos.Reactive;

/// <summary>Writes XML as JSON of a shape. Namespaces and attributes (but <c>xsi:nil</c>, and <c>key</c> of an entry) are nothing to it; a DTD is refused, and with it every entity of the caller's.</summary>
sealed class XmlReading(Utf8JsonWriter json)
{
    const int MostLevels = 64;
    const int MostNodes = 64 * 1024;        // elements and attributes: each costs a hundred bytes, and four bytes can be one

    static readonly UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
    static readonly XName nil = XName.Get("nil", XmlText.Schema);
    static readonly XmlReaderSettings settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    internal static Fin<Unit> Read(Shape shape, ReadOnlyMemory<byte> body, Utf8JsonWriter json)
    {
        try
        {
            var text = strict.GetString(body.Span).TrimStart('\ufeff');
            if (TooMuch(text) is { } much) return much;
            using var reader = XmlReader.Create(new StringReader(text), settings);
            return new XmlReading(json).Value(shape, XElement.Load(reader, LoadOptions.PreserveWhitespace), "") is { } error ? error : Unit.Default;
        }
        catch (DecoderFallbackException)
        {
            return JsonFault.NotUtf8(body.Span);
        }
        catch (XmlException e) when (e.LineNumber == 0)
        {
            return Error.BadRequest("CODEC", "the body has a DTD, which is not taken");
        }
        catch (XmlException e)
        {
            return Error.BadRequest("CODEC", $"the body is not XML: line {e.LineNumber}, position {e.LinePosition}").WithMetadata("line", $"{e.LineNumber}").WithMetadata("position", $"{e.LinePosition}");
        }
    }

    // Looked at first: a tree of so many levels takes the square of their number to build.
    static Error? TooMuch(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), settings);
        for (var nodes = 0; reader.Read();)
        {
            if (reader.Depth > MostLevels) return Error.BadRequest("CODEC", $"the body is nested deeper than {MostLevels} levels");
            if (reader.NodeType == XmlNodeType.Element && (nodes += 1 + reader.AttributeCount) > MostNodes) return Error.BadRequest("CODEC", $"the body has more than {MostNodes} elements and attributes");
        }

        return null;
    }

    Error? Value(Shape shape, XElement element, string name)
    {
        if ((string?)element.Attribute(nil) is "true" or "1") json.WriteNullValue();
        else return shape.Kind switch
        {
            ShapeKind.Object or ShapeKind.Map => Object(shape, element, name),
            ShapeKind.Any when element.HasElements => Object(shape, element, name),
            ShapeKind.List => List(shape, element.Elements(), name),
            _ when element.HasElements => Refused(name, $"must be {shape.What}"),
            ShapeKind.Single => Single(shape, element.Value.Trim()) ? null : Refused(name, $"must be {shape.What}"),
            _ => shape.Write(json, element.Value) ? null : Refused(name, $"must be {shape.What}"),
        };
        return null;
    }

    // A number that has no name yet may be that of an enum all the same, as in JSON: its contract decides.
    bool Single(Shape shape, string text)
    {
        if (shape.Write(json, text)) return true;
        var number = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        if (number) json.WriteNumberValue(value);
        return number;
    }

    Error? Object(Shape shape, XElement element, string name)
    {
        if (!element.HasElements && element.Value.Any(static c => !char.IsWhiteSpace(c))) return Refused(name, $"must be {shape.What}");
        json.WriteStartObject();
        var groups = element.Elements().GroupBy(NameOf, StringComparer.Ordinal).ToArray();
        foreach (var group in groups)
            if (Member(shape, group, name) is { } error) return error;
        foreach (var list in shape.Lists)
            if (!groups.Any(group => group.Key.Equals(list, StringComparison.OrdinalIgnoreCase)))
            {
                json.WriteStartArray(list);
                json.WriteEndArray();
            }

        json.WriteEndObject();
        return null;
    }

    Error? Member(Shape shape, IGrouping<string, XElement> group, string before)
    {
        var member = shape.Kind == ShapeKind.Map ? shape.Item : shape.Member(group.Key);
        var name = before.Length == 0 ? group.Key : shape.Kind == ShapeKind.Map ? $"{before}[{group.Key}]" : $"{before}.{group.Key}";
        if (member.Kind == ShapeKind.List || (member.Kind == ShapeKind.Any && group.Count() > 1))
        {
            json.WritePropertyName(group.Key);
            return List(member, group, name);
        }

        foreach (var one in group)
        {
            if (!member.TakesEmpty && member.Kind is ShapeKind.Text or ShapeKind.Single && one.IsEmptyText()) continue;
            json.WritePropertyName(group.Key);
            if (Value(member, one, name) is { } error) return error;
        }

        return null;
    }

    Error? List(Shape list, IEnumerable<XElement> items, string name)
    {
        var count = 0;
        json.WriteStartArray();
        foreach (var item in items)
            if (Value(list.Item, item, $"{name}[{count++}]") is { } error) return error;
        json.WriteEndArray();
        return null;
    }

    static string NameOf(XElement element) => (string?)element.Attribute(XmlText.Key) ?? XmlConvert.DecodeName(element.Name.LocalName);

    static Error Refused(string name, string why) => name.Length == 0 ? Error.BadRequest("CODEC", $"the body {why}") : JsonFault.At(name, why);
}

static class XmlElements
{
    /// <summary>True for an element with nothing in it, not even white space, that does not say that it is nil.</summary>
    internal static bool IsEmptyText(this XElement element) => !element.HasElements && element.Value.Length == 0 && !element.HasAttributes;
}
