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
    [InlineData("server, unary, a handler that waits", "ours with three middlewares")]
    [InlineData("client, ping-pong on one stream", "ours")]
    public async Task The_gRPC_of_ours_is_measured_beside_the_bare_wire_and_grpc_js(string only, string ours)
    {
        await using var bench = Program.Sample("Bench", "grpc", "--rounds", "1", "--seconds", "1", "--only", only);
        Assert.Equal(0, await bench.Exit());
        Assert.Matches(@"\nthe bare wire( +[1-9][0-9]*){3}( +1\.000){3} +[0-9.]+ +1\.000 +[1-9][0-9]*\n", bench.Output);
        Assert.Matches($@"\n{ours}( +[1-9][0-9]*){{3}}( +[0-9.]+){{5}} +[1-9][0-9]*\n", bench.Output);
        Assert.Matches(@"\ngrpc-js( +[1-9][0-9]*){3}( +[0-9.]+){5} +-\n", bench.Output);
    }

    [Theory]
    [InlineData("hello world, POST")]
    [InlineData("1 MB of JSON out")]
    public async Task The_HTTP_of_ours_is_measured_beside_a_bare_minimal_API(string only)
    {
        await using var bench = Program.Sample("Bench", "http", "--rounds", "1", "--seconds", "1", "--connections", "2", "--streams", "50", "--only", only);
        Assert.Equal(0, await bench.Exit());
        Assert.Matches(@"\nbare ASP.NET Core( +[1-9][0-9]*){3}( +1\.000){3} +[0-9.]+ +1\.000 +[1-9][0-9]*\n", bench.Output);
        Assert.Matches(@"\nours( +[1-9][0-9]*){3}( +[0-9.]+){5} +[1-9][0-9]*\n", bench.Output);
        Assert.Matches(@"\n50 open event streams .*\nbare ASP.NET Core( +[1-9][0-9]*){2} +-?[0-9]+\nours( +[1-9][0-9]*){2} +-?[0-9]+\n", bench.Output);
    }

    [Theory]
    [InlineData("--seconds is a number from 1 to 600", "load", "--seconds", "soon")]
    [InlineData("--method is get or post", "load", "--method", "put")]
    [InlineData("--rounds is a number from 1 to 1000", "cpu", "--rounds")]
    [InlineData("'--speed' is not understood here: say --rounds, --only", "cpu", "--speed", "9")]
    [InlineData("no case's name has 'nothing' in it", "grpc", "--only", "nothing")]
    [InlineData("no case's name has 'nothing' in it", "http", "--only", "nothing")]
    [InlineData("no group's name has 'nothing' in it", "cpu", "--only", "nothing")]
    public async Task What_is_not_understood_is_said_and_exits_2(string answer, params string[] arguments)
    {
        await using var bench = Program.Sample("Bench", arguments);
        Assert.Equal(2, await bench.Exit());
        Assert.Contains(answer, bench.Output, StringComparison.Ordinal);
    }
}
