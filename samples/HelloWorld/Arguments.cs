namespace HelloWorld;

/// <summary>What was said on the command line: <c>--name value</c> or <c>--name=value</c>, of names that are known, each once.</summary>
sealed class Arguments
{
    /// <summary>The exit code for a command line that is not understood.</summary>
    internal const int Refused = 2;

    readonly Dictionary<string, string> said = [];

    /// <summary>The value of an argument; null when it was not said.</summary>
    internal string? this[string name] => said.GetValueOrDefault(name);

    /// <summary>The arguments, or null after saying what is wrong with them.</summary>
    internal static Arguments? Read(string[] words, params string[] known)
    {
        var arguments = new Arguments();
        for (var i = 0; i < words.Length; i++)
        {
            var (name, value) = words[i].Split('=', 2) is [var before, var after] ? (before, after) : (words[i], i + 1 < words.Length ? words[++i] : "");
            if (!known.Any(one => name == $"--{one}")) return Refuse($"'{name}' is not understood: say {string.Join(" or ", known.Select(static one => $"--{one} ADDRESS"))}");
            if (value.Length == 0 || value.StartsWith("--", StringComparison.Ordinal)) return Refuse($"{name} needs an address behind it, as in {name} http://127.0.0.1:8000");
            if (!arguments.said.TryAdd(name[2..], value)) return Refuse($"{name} is there twice");
        }

        return arguments;
    }

    static Arguments? Refuse(string why)
    {
        Console.Error.WriteLine($"HelloWorld: {why}");
        return null;
    }
}
