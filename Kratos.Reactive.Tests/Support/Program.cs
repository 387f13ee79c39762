using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Kratos.Reactive.Tests;

/// <summary>A program of the repository in a process of its own, whose lines can be waited for. It is ended with the test.</summary>
sealed partial class Program : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly Channel<string> lines = Channel.CreateBounded<string>(10_000);
    readonly List<string> seen = [];

    Program(string file, IEnumerable<string> arguments)
    {
        process = new Process { StartInfo = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true } };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal static Program Sample(string name, params string[] arguments) => new("dotnet", [Repository.Sample(name), .. arguments]);

    internal string Output { get { lock (seen) return string.Join('\n', seen); } }

    internal static Program Start(string file, params string[] arguments) => new(file, arguments);

    internal async Task<string> Line(string containing)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var line = await lines.Reader.ReadAsync(patience.Token);
                if (line.Contains(containing, StringComparison.Ordinal)) return line;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"no line with '{containing}' came; the output was:\n{Output}", e);
        }
    }

    /// <summary>The address in the first line that says where a server listens, or where the server of this name does.</summary>
    internal async Task<Uri> Address(string server = "")
    {
        var line = await Line($"{server} listens on ".TrimStart());
        return new Uri(line[(line.IndexOf("listens on ", StringComparison.Ordinal) + "listens on ".Length)..].Trim());
    }

    /// <summary>What it has in memory, in bytes (Linux's VmRSS).</summary>
    internal long Memory => 1024 * long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    // Those that it has started itself (Linux).
    int[] Children => [.. File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];

    /// <summary>How many handles it has.</summary>
    internal int HandleCount => Handles.Of(process.Id);

    /// <summary>Gives the program a line to read.</summary>
    internal Task Type(string line) => process.StandardInput.WriteLineAsync(line);

    /// <summary>The end of what it can read.</summary>
    internal void EndInput() => process.StandardInput.Close();

    internal void Signal(PosixSignal signal) => Assert.Equal(0, Kill(process.Id, signal switch
    {
        PosixSignal.SIGTERM => 15,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    }));

    /// <summary>Ends it as a crash does (SIGKILL).</summary>
    internal void Kill() => Assert.Equal(0, Kill(process.Id, 9));

    /// <summary>Stops it where it is (SIGSTOP), until <see cref="Thaw"/>.</summary>
    internal void Freeze() => Assert.Equal(0, Kill(process.Id, 19));

    internal void Thaw() => Assert.Equal(0, Kill(process.Id, 18));

    /// <summary>Stops it and the processes it has started where they are.</summary>
    internal void FreezeAll()
    {
        Freeze();
        foreach (var child in Children) Kill(child, 19);
    }

    internal void ThawAll()
    {
        foreach (var child in Children) Kill(child, 18);
        Thaw();
    }

    internal async Task<int> Exit()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    void Keep(string? line)
    {
        if (line is null) return;
        lock (seen) seen.Add(line);
        lines.Writer.TryWrite(line);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
