namespace Kratos.Reactive;

/// <summary>Texts that a JSON writer takes: half of a surrogate pair, which it refuses, becomes U+FFFD.</summary>
static class WellFormed
{
    internal static string Text(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : string.Create(text.Length, text, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsSurrogate(text[i]) && !IsPaired(text, i) ? '\ufffd' : text[i];
    });

    static bool IsPaired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
