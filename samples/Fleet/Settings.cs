using System.Globalization;
using Kratos.Reactive;

namespace Fleet;

/// <summary>What was asked for on the command line.</summary>
sealed record Settings
{
    internal int Instances { get; init; } = 5;

    internal int Rps { get; init; } = 2000;

    internal int Seconds { get; init; } = 60;

    internal Kill Kill { get; init; } = Kill.Sigterm;

    /// <summary>Whether a call that was lost with its copy is made again at another: what is asked here may be done twice. If it is not said, when they crash.</summary>
    internal bool Retries => Retry ?? Kill == Kill.Sigkill;

    internal bool? Retry { get; init; }

    /// <summary>Where etcd is; null for one of its own.</summary>
    internal string? Registry { get; init; }

    internal static Fin<Settings> Read(string[] arguments)
    {
        Fin<Settings> settings = new Settings();
        foreach (var pair in arguments.Chunk(2)) settings = settings.Bind(before => before.With(pair[0], pair.ElementAtOrDefault(1)));
        return settings;
    }

    Fin<Settings> With(string name, string? value) => name switch
    {
        "--instances" => Number(name, value, 2, 100).Map(number => this with { Instances = number }),
        "--rps" => Number(name, value, 1, 100_000).Map(number => this with { Rps = number }),
        "--seconds" => Number(name, value, 1, 86_400).Map(number => this with { Seconds = number }),
        "--kill" => Enum.TryParse<Kill>(value, ignoreCase: true, out var kill) && !int.TryParse(value, out _) ? this with { Kill = kill } : Refused(name, "sigterm, sigkill or none"),
        "--retry" => value is "yes" or "no" ? this with { Retry = value == "yes" } : Refused(name, "yes or no"),
        "--registry" => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? this with { Registry = value } : Refused(name, "the address of an etcd, http://host:port"),
        _ => Error.BadRequest("ARGUMENT", $"'{name}' is not understood: say --instances, --rps, --seconds, --kill, --retry or --registry"),
    };

    static Fin<int> Number(string name, string? value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : Refused(name, $"a number from {least} to {most}");

    static Error Refused(string name, string what) => Error.BadRequest("ARGUMENT", $"{name} is {what}");
}

/// <summary>How copies are ended.</summary>
enum Kill
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>They are told to stop, and leave as they should.</summary>
    Sigterm,

    /// <summary>They crash.</summary>
    Sigkill,
}
