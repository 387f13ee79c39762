using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>The flags of a command line, as every implementation of gRPC has them: <c>--flag=value</c>, <c>--flag value</c>, and <c>--flag</c> alone, which is true. One or two dashes.</summary>
sealed record Flags(IReadOnlyDictionary<string, string> Values)
{
    internal static Fin<Flags> Read(IReadOnlyList<string> arguments)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsFlag(arguments[i])) return Error.BadRequest("FLAG_EXPECTED", $"'{arguments[i]}' is not a flag, and no flag before it wants a value");
            var text = arguments[i].TrimStart('-');
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0) found[text[..equals]] = text[(equals + 1)..];
            else if (i + 1 < arguments.Count && !IsFlag(arguments[i + 1])) found[text] = arguments[++i];
            else found[text] = "true";
        }

        return new Flags(found);
    }

    internal string Text(string name, string otherwise = "") => Values.GetValueOrDefault(name, otherwise);

    internal Eff<bool> Bool(string name) => Text(name, "false").ToUpperInvariant() switch
    {
        "TRUE" or "1" => SuccessEff(true),
        "FALSE" or "0" => SuccessEff(false),
        _ => FailEff<bool>(Error.BadRequest("FLAG_INVALID", $"--{name} must be true or false, and is '{Text(name)}'")),
    };

    internal Eff<int> Number(string name, int otherwise, int least, int most) =>
        !Values.TryGetValue(name, out var text) ? SuccessEff(otherwise)
        : int.TryParse(text, out var number) && number >= least && number <= most ? SuccessEff(number)
        : FailEff<int>(Error.BadRequest("FLAG_INVALID", $"--{name} must be a number from {least} to {most}, and is '{text}'"));

    // A value may begin with a dash only after an equals sign.
    static bool IsFlag(string text) => text.StartsWith('-') && text.TrimStart('-').Length > 0;
}
