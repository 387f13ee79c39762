using System.Diagnostics;

namespace Kratos.Reactive.Protoc.Tests;

/// <summary>A command that was run to its end.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Output">Its lines, of both kinds.</param>
sealed record Command(int Exit, string Output)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    internal static async Task<Command> Run(string folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment.Remove("CI"); // new projects have no lock file yet
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return new Command(process.ExitCode, string.Concat(texts));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The same, or a failure with all that it said.</summary>
    internal Command Ended(int exit)
    {
        Assert.True(Exit == exit, $"it ended with {Exit}, not {exit}:\n{Output}");
        return this;
    }
}
