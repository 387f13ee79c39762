using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Kratos.Reactive;

namespace Fleet;

/// <summary>The processes of the fleet: started, ended, and how it stands with each.</summary>
sealed class Copies(string registry, Env env) : IAsyncDisposable
{
    const int Sigterm = 15;

    readonly ConcurrentDictionary<string, Process> processes = new();
    readonly ConcurrentDictionary<string, Unit> ended = new();
    readonly ConcurrentDictionary<string, DateTimeOffset> deaths = new();
    int started;

    internal IEnumerable<string> Running => processes.Where(one => !ended.ContainsKey(one.Key)).Select(static one => one.Key).Order(StringComparer.Ordinal);

    internal void Start()
    {
        var id = $"copy-{Interlocked.Increment(ref started):000}";
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, typeof(Copies).Assembly.Location] : [Environment.ProcessPath!];
        var start = new ProcessStartInfo(self[0], [.. self[1..], "serve", id, registry]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredPGO"] = "0";        // it is to start soon, not to last long
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => deaths[id] = env.Time.GetUtcNow();
        processes[id] = process.Start() ? process : throw new InvalidOperationException("the process did not start");
        process.BeginOutputReadLine();
    }

    /// <summary>Ends one, which dies a little later: a busy machine takes its time for that.</summary>
    internal void End(string id, Kill how)
    {
        ended[id] = Unit.Default;
        if (how == Kill.Sigkill) processes[id].Kill();
        else if (Signal(processes[id].Id, Sigterm) != 0) throw new InvalidOperationException($"{id} could not be told to stop: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Whether one was ended, by us.</summary>
    internal bool WasEnded(string id) => ended.ContainsKey(id);

    /// <summary>When one was dead; null while it is not.</summary>
    internal DateTimeOffset? DiedAt(string id) => deaths.TryGetValue(id, out var at) ? at : null;

    /// <summary>Those that ended otherwise than they should: by themselves, or told to stop and not well.</summary>
    internal IReadOnlyList<string> Strange(Kill how) =>
        [.. processes.Where(one => one.Value.HasExited && (!ended.ContainsKey(one.Key) || (how == Kill.Sigterm && one.Value.ExitCode != 0))).Select(one => $"{one.Key} ended with {one.Value.ExitCode}")];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Values)
            if (!process.HasExited) process.StandardInput.Close();
        using var patience = new CancellationTokenSource(10.Seconds);
        foreach (var process in processes.Values)
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Signal(int process, int signal);
}
