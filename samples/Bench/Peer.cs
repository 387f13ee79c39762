using System.Diagnostics;
using System.Globalization;

namespace Bench;

/// <summary>A process of its own that says its port, then answers each line with one. It ends when it is asked no more.</summary>
sealed class Peer : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Process process;

    Peer(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_gcServer"] = "1";
        process = Process.Start(start)!;
    }

    /// <summary>This program, as a server of that kind.</summary>
    internal static Peer OfOurs(string kind) => new("dotnet", [typeof(Peer).Assembly.Location, ServerProgram.Name, kind]);

    /// <summary>A program of grpc-js.</summary>
    internal static Peer OfNode(params string[] arguments) => new("node", arguments);

    /// <summary>CPU time of all its threads so far.</summary>
    internal TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>What it has in memory, in bytes.</summary>
    internal long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    internal long Number() => long.Parse(Line(), CultureInfo.InvariantCulture);

    internal string Ask(string question)
    {
        process.StandardInput.WriteLine(question);
        process.StandardInput.Flush();
        return Line();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience)) process.Kill();
        process.Dispose();
    }

    string Line() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} has ended");
}
