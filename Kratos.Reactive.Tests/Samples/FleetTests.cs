using System.Text.Json;

namespace Kratos.Reactive.Tests;

/// <summary>The fleet under kill, for a short while: processes on an etcd of their own.</summary>
public sealed class FleetTests
{
    static async Task<(int Exit, JsonElement Result, string Output)> Run(params string[] arguments)
    {
        await using var fleet = Program.Sample("Fleet", ["--instances", "3", "--rps", "200", "--seconds", "10", .. arguments]);
        await fleet.Line("\"requests\"");
        var exit = await fleet.Exit();
        return (exit, JsonElement.Parse(fleet.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Single(line => line.StartsWith('{'))), fleet.Output);
    }

    [Fact]
    public async Task Copies_that_are_told_to_stop_one_each_second_lose_no_request()
    {
        var (exit, result, output) = await Run("--kill", "sigterm");
        Assert.True(exit == 0, output);
        Assert.Equal((2000, 0, 3), (result.GetProperty("requests").GetInt32(), result.GetProperty("failed").GetInt32(), result.GetProperty("instances").GetInt32()));
        Assert.InRange(result.GetProperty("p50_ms").GetDouble(), 0.01, result.GetProperty("p99_ms").GetDouble());
        Assert.InRange(result.GetProperty("watch_events").GetInt32(), 10, int.MaxValue);
    }

    // How many are in flight is for a machine that does nothing else.
    [Fact]
    public async Task Of_copies_that_are_killed_only_what_was_in_flight_is_lost()
    {
        var (_, result, output) = await Run("--kill", "sigkill");
        Assert.Equal(2000, result.GetProperty("requests").GetInt32());
        Assert.DoesNotContain("a call", output, StringComparison.Ordinal);
        Assert.InRange(result.GetProperty("failed").GetInt32(), 0, 100);
    }

    [Theory]
    [InlineData("--instances is a number from 2 to 100", "--instances", "1")]
    [InlineData("--rps is a number from 1 to 100000", "--rps")]
    [InlineData("--kill is sigterm, sigkill or none", "--kill", "9")]
    [InlineData("--registry is the address of an etcd, http://host:port", "--registry", "nowhere")]
    [InlineData("'--verbose' is not understood: say --instances, --rps, --seconds, --kill, --retry or --registry", "--verbose", "yes")]
    public async Task What_is_not_understood_is_said(string why, params string[] arguments)
    {
        await using var fleet = Program.Sample("Fleet", arguments);
        Assert.Equal(2, await fleet.Exit());
        Assert.Equal($"Fleet: {why}", fleet.Output);
    }

    [Fact]
    public async Task Without_an_etcd_it_says_what_to_do()
    {
        var dotnet = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet"));
        await using var fleet = Program.Start("/usr/bin/env", "PATH=/nowhere", dotnet, Repository.Sample("Fleet"), "--seconds", "1");
        Assert.Equal(2, await fleet.Exit());
        Assert.Contains("there is no etcd on this machine: install it (Debian: etcd-server), or say where one is: --registry", fleet.Output, StringComparison.Ordinal);
    }
}
