namespace Kratos.Reactive.Yaml;

/// <summary>Bodies in YAML.</summary>
public static class YamlCodec
{
    static readonly Codec yaml = Codec.Notation("application/yaml", YamlText.Write, YamlReading.Read) with { Aliases = ["text/yaml", "application/x-yaml", "text/x-yaml"], Suffix = "yaml" };

    extension(Codec)
    {
        /// <summary>YAML 1.2, one document: <c>application/yaml</c>, also called <c>text/yaml</c>, <c>application/x-yaml</c> and <c>text/x-yaml</c>. A value is what its field says it is: <c>name: 123</c> is a text. Aliases, merge keys
        /// and tags of one's own are refused: a few lines with them can stand for gigabytes.</summary>
        public static Codec Yaml => yaml;
    }
}
