namespace Kratos.Reactive.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task The_watch_tells_who_joined_and_who_left()
    {
        await using var watch = Program.Sample("Watch");
        Assert.Equal(0, await watch.Exit());
        Assert.Equal(
            ["one joined: 1 now", "two joined: 2 now", "three joined: 3 now", "two left: 2 now", "one left: 1 now", "three left: 0 now"],
            watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
