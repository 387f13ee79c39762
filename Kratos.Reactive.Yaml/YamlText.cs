using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kratos.Reactive.Yaml;

/// <summary>Writes JSON as YAML. A text stands bare only where no reader, of YAML 1.1 or 1.2, could take it for something else.</summary>
static partial class YamlText
{
    static readonly EmitterSettings settings = new(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024);

    static readonly HashSet<string> taken = new(["null", "true", "false", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

    internal static Fin<LanguageExt.Unit> Write(Shape shape, ReadOnlyMemory<byte> json, IBufferWriter<byte> into)
    {
        using var document = JsonDocument.Parse(json);
        using var text = new StringWriter { NewLine = "\n" };
        var yaml = new Emitter(text, settings);
        yaml.Emit(new StreamStart());
        yaml.Emit(new DocumentStart(null, null, isImplicit: true));
        Value(yaml, document.RootElement);
        yaml.Emit(new DocumentEnd(isImplicit: true));
        yaml.Emit(new StreamEnd());
        Encoding.UTF8.GetBytes(text.ToString(), into);
        return LanguageExt.Unit.Default;
    }

    static void Value(Emitter yaml, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                yaml.Emit(new MappingStart());
                foreach (var member in json.EnumerateObject())
                {
                    Text(yaml, member.Name);
                    Value(yaml, member.Value);
                }

                yaml.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                yaml.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Any));
                foreach (var item in json.EnumerateArray()) Value(yaml, item);
                yaml.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                Text(yaml, json.GetString()!);
                break;
            default:
                Scalar(yaml, json.GetRawText(), ScalarStyle.Plain);
                break;
        }
    }

    static void Text(Emitter yaml, string text) => Scalar(yaml, text, Plain.IsMatch(text) && !taken.Contains(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);

    static void Scalar(Emitter yaml, string text, ScalarStyle style) => yaml.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*\z", RegexOptions.CultureInvariant)]
    static partial Regex Plain { get; }
}
