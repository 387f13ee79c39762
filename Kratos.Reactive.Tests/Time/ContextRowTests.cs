namespace Kratos.Reactive.Tests;

/// <summary>Go Kratos merges two contexts, the server's and the call's, by their rows. Here one environment is made from the other: the server's, with the token, the deadline and the values of a call.</summary>
public sealed class ContextRowTests
{
    static readonly EnvKey<string> Servers = new("what the server has"), Calls = new("what the call has");

    readonly VirtualTime time = new();

    Env Server => time.Env.With(Servers, "server");

    static Eff<string> Both => envEff.Map(env => $"{env.Find(Servers).IfNone("none")} {env.Find(Calls).IfNone("none")}");

    [Fact]
    public void SC13_the_values_of_both_are_there() => Assert.Equal("server call", time.Run(Both, Server.With(Calls, "call")).Value);

    [Fact]
    public void SC14_when_the_caller_has_left_they_are_there_still()
    {
        var seen = "";
        using var left = new CancellationTokenSource();
        time.At(500.Milliseconds, left.Cancel);
        var end = time.Run(yieldFor(1.Seconds).Finally(Both.Map(both => { seen = both; return Unit.Default; })), Server.With(Calls, "call").With(left.Token));
        Assert.Equal((Error.Cancelled, "server call"), (end.Error, seen));
    }

    [Fact]
    public void SC15_what_is_over_time_has_timed_out()
    {
        var late = Server.WithDeadline(DateTimeOffset.UnixEpoch);
        Assert.Equal((Error.TimedOut, TimeSpan.Zero), (time.Run(yieldFor(1.Seconds).Timeout(5.Seconds), late) is var end ? end.Error : null, end.At));
    }

    [Theory]
    [InlineData("SC17 only the call's", null, 2, 2)]
    [InlineData("SC17 only the server's", 1, null, 1)]
    [InlineData("SC17 none", null, null, null)]
    [InlineData("SC17 the server's is earlier", 1, 2, 1)]
    [InlineData("SC17 the call's is earlier", 2, 1, 1)]
    public void Of_two_deadlines_the_earlier_one_counts(string row, int? server, int? call, int? expected)
    {
        var both = Until(Until(time.Env, server), call);
        Assert.Equal((row, expected), (row, (int?)(both.Due - DateTimeOffset.UnixEpoch)?.TotalSeconds));
    }

    static Env Until(Env env, int? seconds) => seconds is { } some ? env.WithDeadline(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(some)) : env;
}
