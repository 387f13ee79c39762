using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>What codecs are called: media types that can be told apart.</summary>
static class CodecNames
{
    /// <summary>400 <c>BAD_OPTION</c> for a name that is no media type, or is that of two codecs.</summary>
    internal static Fin<Unit> Check(IReadOnlyList<Codec> codecs)
    {
        var names = codecs.SelectMany(static codec => codec.Aliases.Prepend(codec.MediaType)).ToArray();
        return names.FirstOrDefault(static name => !IsName(name)) is { } wrong ? Bad($"'{wrong}' is no media type: it is two words with a slash between, and no parameters")
            : names.GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static same => same.Count() > 1) is { } twice ? Bad($"{twice.Key} is the name of two codecs")
            : Unit.Default;
    }

    static bool IsName(string name) => MediaTypeHeaderValue.TryParse(name, out var type) && type.MediaType == name && !name.Contains('*');

    static Error Bad(string why) => Error.BadRequest("BAD_OPTION", why);
}
