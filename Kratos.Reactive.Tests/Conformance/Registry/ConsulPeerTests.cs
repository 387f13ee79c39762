using Kratos.Reactive.Consul;

namespace Kratos.Reactive.Tests;

/// <summary>npm's consul, a client that knows nothing of us, takes the double for a Consul, and each finds what the other registers.</summary>
public sealed class ConsulPeerTests
{
    [Fact]
    public async Task Another_client_takes_the_double_for_a_Consul_and_each_finds_the_other()
    {
        await using var server = await ConsulServer.Start();
        await using var peer = Program.Start("node", Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Registry", "consul.js"), $"{server.Port}");
        var end = await Registry.Consul($"http://127.0.0.1:{server.Port}").Use(registry => liftEff(async env =>
        {
            using var seen = Seen.Of(registry.Watch("shop"));
            var ours = new ServiceInstance("ours", "shop", "v1") { Metadata = new Dictionary<string, string> { ["zone"] = "a" }, Endpoints = [new("grpc://10.0.0.1:9000")] };
            (await registry.Register(ours).RunAsync(env)).ThrowIfFail();
            Assert.Equal("""watched shop:ours=10.0.0.1:9000{"zone":"a"}""", await peer.Line("ours="));
            await Asked("find", """found shop:ours=10.0.0.1:9000{"zone":"a"}""");

            await Asked("register", "registered");
            await Asked("find", """found shop:ours=10.0.0.1:9000{"zone":"a"}""");       // not heard of yet
            await Asked("pass", "passed");
            var theirs = new ServiceInstance("theirs", "shop", "v7") { Metadata = new Dictionary<string, string> { ["zone"] = "b" }, Endpoints = [new("http://10.0.0.7:7000")] };
            await Eventually.True(() => seen.All is [.., var last] && last.SequenceEqual([ours, theirs]), "both to be seen");
            await Eventually.True(() => peer.Output.Contains("""watched shop:ours=10.0.0.1:9000{"zone":"a"} theirs=10.0.0.7:7000{"zone":"b"}""", StringComparison.Ordinal), "both to be seen by the other client");
            await Asked("services", "services shop:ours theirs");
            await Asked("unknown", "refused 404");

            (await registry.Deregister(ours).RunAsync(env)).ThrowIfFail();
            await Asked("find", """found theirs=10.0.0.7:7000{"zone":"b"}""");
            await Asked("deregister", "deregistered");
            await Eventually.True(() => seen.All is [.., var last] && last.Count == 0, "nobody to be seen");
        })).RunAsync(Env.System);
        end.ThrowIfFail();

        async Task Asked(string what, string answer)
        {
            await peer.Type(what);
            Assert.Equal(answer, await peer.Line(answer.Split(' ')[0]));
        }
    }
}
