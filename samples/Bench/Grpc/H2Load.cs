using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench;

/// <summary>The load generator of nghttp2, another process.</summary>
static partial class H2Load
{
    /// <summary>How many bytes of messages came back. (It looks at HTTP only: a call that fails brings none.)</summary>
    internal static long Run(ServerCase one, int port, TimeSpan length)
    {
        var body = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(body, Wire.Frame(one.Ask));
            return Bytes(
                "-c", Text(one.Connections), "-m", Text(one.Streams), "-t", "1", "-D", Text((int)length.TotalSeconds), "-d", body,
                "-H", "content-type: application/grpc", "-H", "te: trailers", $"http://127.0.0.1:{port}/bench.v1.Measured/{one.Method}");
        }
        finally
        {
            File.Delete(body);
        }
    }

    static long Bytes(params string[] arguments)
    {
        using var load = Process.Start(new ProcessStartInfo("h2load", arguments) { RedirectStandardOutput = true })!;
        var told = load.StandardOutput.ReadToEnd();
        load.WaitForExit();
        if (load.ExitCode == 0 && Failed().IsMatch(told) && Data().Match(told) is { Success: true } data) return long.Parse(data.Groups[1].Value, CultureInfo.InvariantCulture);
        throw new InvalidOperationException($"h2load failed:\n{told}");
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\((\d+)\) data")]
    private static partial Regex Data();

    [GeneratedRegex(@" 0 failed, 0 errored, 0 timeout")]
    private static partial Regex Failed();
}
