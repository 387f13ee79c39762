using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace Kratos.Reactive;

/// <summary>Writes JSON of a shape as XML: an element a member, once for each item of a list; an entry of a map is <c>&lt;entry key="..."&gt;</c>. A name that XML does not have is escaped (<c>_x0020_</c>),
/// null is <c>xsi:nil</c>, and a character that XML does not have is U+FFFD.</summary>
static class XmlText
{
    internal const string Schema = "http://www.w3.org/2001/XMLSchema-instance";
    internal const string Item = "item";
    internal const string Entry = "entry";
    internal const string Key = "key";

    static readonly XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };

    internal static Fin<Unit> Write(Shape shape, ReadOnlyMemory<byte> json, IBufferWriter<byte> into)
    {
        using var document = JsonDocument.Parse(json);
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, settings))
        {
            Start(xml, shape.Name.Length > 0 ? shape.Name : "body");
            Content(xml, shape, document.RootElement);
            xml.WriteEndElement();
        }

        into.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return Unit.Default;
    }

    static void Content(XmlWriter xml, Shape shape, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                    if (shape.Kind == ShapeKind.Map || member.Name.Length == 0) Named(xml, shape.Item, member);
                    else Member(xml, member.Name, shape.Member(member.Name), member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray()) One(xml, Item, shape.Item, item);
                break;
            case JsonValueKind.Null:
                xml.WriteAttributeString("xsi", "nil", Schema, "true");
                break;
            case JsonValueKind.String:
                xml.WriteString(Allowed(json.GetString()!));
                break;
            default:
                xml.WriteString(json.GetRawText());
                break;
        }
    }

    // A list is its items; one inside a list has an element of its own.
    static void Member(XmlWriter xml, string name, Shape shape, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array) One(xml, name, shape, json);
        else
            foreach (var item in json.EnumerateArray()) One(xml, name, shape.Item, item);
    }

    static void One(XmlWriter xml, string name, Shape shape, JsonElement json)
    {
        Start(xml, name);
        Content(xml, shape, json);
        xml.WriteEndElement();
    }

    static void Named(XmlWriter xml, Shape shape, JsonProperty member)
    {
        xml.WriteStartElement(Entry);
        xml.WriteAttributeString(Key, Allowed(member.Name));
        Content(xml, shape, member.Value);
        xml.WriteEndElement();
    }

    static void Start(XmlWriter xml, string name) => xml.WriteStartElement(XmlConvert.EncodeLocalName(name)!);

    static string Allowed(string text)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            return string.Concat(text.EnumerateRunes().Select(static rune => rune.Value is < 0x20 and not (0x9 or 0xa or 0xd) or 0xfffe or 0xffff ? "\ufffd" : rune.ToString()));
        }
    }
}
