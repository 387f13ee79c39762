namespace Kratos.Reactive;

/// <summary>Tells by its name what may not be shown.</summary>
sealed class Secrets(IEnumerable<string> words)
{
    internal const string Hidden = "***";

    readonly string[] words = [.. words.Select(Plain).Where(static word => word.Length > 0)];

    internal bool Has(string name)
    {
        var plain = Plain(name);
        return words.Any(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    static string Plain(string name) => string.Concat(name.Where(static c => c is not ('-' or '_')));
}
