namespace Kratos.Reactive.Tests;

public sealed class BenchTests
{
    [Theory]
    [InlineData("get")]
    [InlineData("post")]
    public async Task The_load_gives_the_ratio_to_bare_ASP_NET_Core(string method)
    {
        await using var bench = Program.Sample("Bench", "load", "--rounds", "1", "--seconds", "1", "--connections", "2", "--method", method);
        Assert.Equal(0, await bench.Exit());
        Assert.Matches(@"\nHelloWorld +[1-9][0-9]* ", bench.Output);
        Assert.Matches(@"\nratio of medians: [0-9]+\.[0-9]{3} ", bench.Output);
    }

    [Fact]
    public async Task The_kernel_by_CPU_time_gives_every_effect_beside_its_baseline()
    {
        await using var bench = Program.Sample("Bench", "cpu", "--rounds", "1", "--only", "five middlewares, yielding");
        Assert.Equal(0, await bench.Exit());
        Assert.Matches(@"\nYielding_FuncTask( +[0-9.]+){3} +1\.000\n", bench.Output);
        Assert.Matches(@"\nYielding_Eff( +[0-9.]+){3} +[0-9]+\.[0-9]{3}\n", bench.Output);
    }

    [Theory]
    [InlineData("--seconds is a number from 1 to 600", "load", "--seconds", "soon")]
    [InlineData("--method is get or post", "load", "--method", "put")]
    [InlineData("--rounds is a number from 1 to 1000", "cpu", "--rounds")]
    [InlineData("'--speed' is not understood here: say --rounds, --only", "cpu", "--speed", "9")]
    [InlineData("no group's name has 'nothing' in it", "cpu", "--only", "nothing")]
    public async Task What_is_not_understood_is_said_and_exits_2(string answer, params string[] arguments)
    {
        await using var bench = Program.Sample("Bench", arguments);
        Assert.Equal(2, await bench.Exit());
        Assert.Contains(answer, bench.Output, StringComparison.Ordinal);
    }
}
