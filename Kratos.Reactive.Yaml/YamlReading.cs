using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kratos.Reactive.Yaml;

/// <summary>Writes YAML as JSON of a shape.</summary>
sealed class YamlReading(IParser yaml, Utf8JsonWriter json)
{
    const int MostLevels = 64;

    static readonly UTF8Encoding strict = new(false, throwOnInvalidBytes: true);

    internal static Fin<LanguageExt.Unit> Read(Shape shape, ReadOnlyMemory<byte> body, Utf8JsonWriter json)
    {
        try
        {
            return new YamlReading(new Parser(new StringReader(strict.GetString(body.Span).TrimStart('\ufeff'))), json).Document(shape) is { } error ? error : LanguageExt.Unit.Default;
        }
        catch (DecoderFallbackException)
        {
            return Error.BadRequest("CODEC", "the body is not UTF-8");
        }
        catch (YamlException e)
        {
            return At(Error.BadRequest("CODEC", $"the body is not YAML: line {e.Start.Line}, position {e.Start.Column}"), e.Start);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            return Error.BadRequest("CODEC", "the body is not YAML") with { Cause = e };       // the parser has more than one way to say so
        }
    }

    Error? Document(Shape shape)
    {
        yaml.Consume<StreamStart>();
        if (yaml.Accept<StreamEnd>(out _)) return Nothing(shape);
        yaml.Consume<DocumentStart>();
        if (Value(shape, "", 1) is { } error) return error;
        yaml.Consume<DocumentEnd>();
        return yaml.Accept<StreamEnd>(out _) ? null : Error.BadRequest("CODEC", "the body has more than one document");
    }

    Error? Nothing(Shape shape)
    {
        if (shape.Kind is not (ShapeKind.Object or ShapeKind.Map)) json.WriteNullValue();
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        return null;
    }

    Error? Value(Shape shape, string name, int level)
    {
        if (level > MostLevels) return Refused(name, $"is nested deeper than {MostLevels} levels");
        if (yaml.Accept<AnchorAlias>(out var alias)) return Refused(name, "is an alias, which is not taken", alias.Start);
        if (yaml.TryConsume<Scalar>(out var scalar)) return Scalar(shape, scalar, name);
        if (yaml.TryConsume<SequenceStart>(out var list)) return shape.Kind is ShapeKind.List or ShapeKind.Any && IsPlain(list.Tag, "seq") ? List(shape, name, level) : Refused(name, $"must be {shape.What}", list.Start);
        var map = yaml.Consume<MappingStart>();
        return shape.Kind is ShapeKind.Object or ShapeKind.Map or ShapeKind.Any && IsPlain(map.Tag, "map") ? Object(shape, name, level) : Refused(name, $"must be {shape.What}", map.Start);
    }

    Error? List(Shape shape, string name, int level)
    {
        json.WriteStartArray();
        for (var count = 0; !yaml.TryConsume<SequenceEnd>(out _); count++)
            if (Value(shape.Item, $"{name}[{count}]", level + 1) is { } error) return error;
        json.WriteEndArray();
        return null;
    }

    Error? Object(Shape shape, string name, int level)
    {
        json.WriteStartObject();
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            if (!yaml.TryConsume<Scalar>(out var key)) return Refused(name, "has a name that is not a text", yaml.Current?.Start);
            if (key is { Value: "<<", Style: ScalarStyle.Plain }) return Refused(name, "has a merge key, which is not taken", key.Start);
            json.WritePropertyName(Encoding.UTF8.GetBytes(key.Value));
            var inMap = shape.Kind == ShapeKind.Map;
            if (Value(inMap ? shape.Item : shape.Member(key.Value), name.Length == 0 ? key.Value : inMap ? $"{name}[{key.Value}]" : $"{name}.{key.Value}", level + 1) is { } error) return error;
        }

        json.WriteEndObject();
        return null;
    }

    Error? Scalar(Shape shape, Scalar scalar, string name)
    {
        var isText = scalar.Style != ScalarStyle.Plain || IsTag(scalar.Tag, "str") || IsTag(scalar.Tag, "binary");
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific && !scalar.Tag.Value.StartsWith(YamlScalars.Tags, StringComparison.Ordinal)) return Refused(name, "has a tag that is not known", scalar.Start);
        if (!isText && YamlScalars.IsNull(scalar.Value)) json.WriteNullValue();
        else if (shape.Kind == ShapeKind.Any && !isText) YamlScalars.Write(json, scalar.Value);
        else if (!Known(shape, isText || shape.Kind == ShapeKind.Text ? scalar.Value : YamlScalars.Number(scalar.Value))) return Refused(name, $"must be {shape.What}", scalar.Start);
        return null;
    }

    // A number that has no name yet may be that of an enum all the same, as in JSON: its contract decides.
    bool Known(Shape shape, string text)
    {
        if (shape.Write(json, text)) return true;
        var number = 0;
        var open = shape.Kind == ShapeKind.Single && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        if (open) json.WriteNumberValue(number);
        return open;
    }

    static bool IsTag(TagName tag, string name) => !tag.IsEmpty && !tag.IsNonSpecific && tag.Value == YamlScalars.Tags + name;

    static bool IsPlain(TagName tag, string name) => tag.IsEmpty || tag.IsNonSpecific || IsTag(tag, name);

    static Error Refused(string name, string why, Mark? at = null)
    {
        var error = name.Length == 0 ? Error.BadRequest("CODEC", $"the body {why}") : Error.BadRequest("CODEC", $"{name}: {why}").WithMetadata("field", name);
        return at is { } mark ? At(error, mark) : error;
    }

    static Error At(Error error, in Mark mark) => error.WithMetadata("line", $"{mark.Line}").WithMetadata("position", $"{mark.Column}");
}
