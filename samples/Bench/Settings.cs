using System.Globalization;

namespace Bench;

/// <summary>What was asked for on the command line: <c>--name value</c>, and nothing else.</summary>
sealed class Settings
{
    /// <summary>The exit code for a command line that is not understood.</summary>
    internal const int Refused = 2;

    readonly Dictionary<string, string> values;

    Settings(IEnumerable<Setting> known) => values = known.ToDictionary(static one => one.Name, static one => one.Otherwise);

    internal string this[string name] => values[name];

    internal int Number(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);

    /// <summary>The settings, or null after saying what is wrong with them.</summary>
    internal static Settings? Read(string[] arguments, params Setting[] known)
    {
        var settings = new Settings(known);
        foreach (var pair in arguments.Chunk(2))
        {
            var setting = known.FirstOrDefault(one => pair[0] == $"--{one.Name}");
            if (setting is null) return Refuse($"'{pair[0]}' is not understood here: say {string.Join(", ", known.Select(static one => $"--{one.Name}"))}");
            if (pair is not [_, var value] || !setting.Takes(value)) return Refuse($"{pair[0]} is {setting.What}");
            settings.values[setting.Name] = value;
        }

        return settings;
    }

    internal static int Explain()
    {
        Console.Error.WriteLine("""
            dotnet run -c Release --project samples/Bench -- <what>

              kernel                 the kernel under BenchmarkDotNet, in this process; its own options may follow (--filter '*Middlewares*')
              cpu                    the kernel by CPU time and bytes, side by side: ratios that a busy machine does not spoil
                --rounds 31          how often each is measured, in turn
                --only text          the groups whose name has this in it
              load                   HelloWorld beside a bare ASP.NET Core minimal API, in turn, over loopback
                --rounds 21          how often each is measured, in turn
                --seconds 1          how long each time
                --connections 16     kept alive, one request at a time on each
                --method get         or post, with a JSON body
              http                   our HTTP beside a bare minimal API, in turn, over loopback; then many open event streams
                --rounds 15          how often each is measured, in turn
                --seconds 1          how long each time
                --connections 16     kept alive, one request at a time on each
                --streams 10000      how many event streams are opened at once; 0 leaves that out
                --only text          the cases whose name has this in it
              grpc                   our gRPC beside the bare wire and grpc-js, in turn, over loopback (needs h2load, node and grpc-js)
                --rounds 7           how often each is measured, in turn
                --seconds 1          how long each time
                --only text          the cases whose name has this in it
            """);
        return Refused;
    }

    static Settings? Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return null;
    }
}
