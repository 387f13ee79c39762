using System.Globalization;

namespace Bench;

/// <summary>One thing that can be said on the command line.</summary>
/// <param name="Name">Said as <c>--name</c>.</param>
/// <param name="Otherwise">Its value when it is not said.</param>
/// <param name="What">What it can be, for a person.</param>
/// <param name="Takes">Whether a text is one of its values.</param>
sealed record Setting(string Name, string Otherwise, string What, Func<string, bool> Takes)
{
    internal static Setting Number(string name, int otherwise, int least, int most) =>
        new(name, $"{otherwise}", $"a number from {least} to {most}", text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);

    internal static Setting Word(string name, params string[] words) => new(name, words[0], string.Join(" or ", words), words.Contains);

    internal static Setting Text(string name) => new(name, "", "any text", static _ => true);
}
