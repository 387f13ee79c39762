namespace Kratos.Reactive.Tests;

/// <summary>Our health service, asked by the client of npm's grpc-health-check, with its own protos.</summary>
public sealed class HealthPeerTests
{
    const string Greeter = "helloworld.v1.Greeter";

    readonly Health health = Health.Of(GrpcRun.Greeter.ToService());

    Task<GrpcRun> Start() => GrpcRun.Start([GrpcRun.Greeter.ToService(), health.Service]);

    static Program Ask(GrpcRun server, string method, string service) => Peer.Script("grpc-js/health.js", $"127.0.0.1:{server.Uri.Port}", method, service);

    static async Task<string> Check(GrpcRun server, string service)
    {
        await using var client = Ask(server, "check", service);
        Assert.True(await client.Exit() == 0, client.Output);
        return client.Output;
    }

    static async Task Run(Eff<Unit> change) => (await change.RunAsync(Env.System)).ThrowIfFail();

    [Fact]
    public async Task Point_26_a_check_tells_the_present_status()
    {
        await using var server = await Start();
        Assert.Equal("status: SERVING", await Check(server, ""));
        await Run(health.NotServing(Greeter));
        Assert.Equal("status: NOT_SERVING", await Check(server, Greeter));
        Assert.Equal("status: SERVING", await Check(server, ""));
    }

    [Fact]
    public async Task Point_26_a_check_of_what_is_not_known_is_not_found()
    {
        await using var server = await Start();
        Assert.StartsWith("failed: 5 ", await Check(server, "shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Point_26_a_watch_follows_a_service_from_unknown_to_the_end_of_the_server()
    {
        await using var server = await Start();
        await using var watch = Ask(server, "watch", "shop");
        await watch.Line("status: SERVICE_UNKNOWN");
        await Run(health.Serving("shop"));
        await watch.Line("status: SERVING");
        await Run(health.NotServing("shop"));
        await watch.Line("status: NOT_SERVING");
        await Run(health.Serving("shop"));
        await watch.Line("status: SERVING");
        (await server.Release()).ThrowIfFail();
        Assert.Equal(0, await watch.Exit());
        Assert.Equal("status: SERVICE_UNKNOWN\nstatus: SERVING\nstatus: NOT_SERVING\nstatus: SERVING\nstatus: NOT_SERVING\nended", watch.Output);
    }
}
