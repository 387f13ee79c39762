using System.Collections.Concurrent;
using System.Reactive.Subjects;
using Helloworld.V1;
using Ask = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Clients of a fleet of real servers, which come and go.</summary>
public sealed class FleetServerTests
{
    public static TheoryData<string> Transports => [.. FleetRun.Transports];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_go_to_all_nodes(string transport)
    {
        await using var fleet = await FleetRun.Start("a", "b", "c");
        var client = await fleet.Client(transport);
        for (var i = 0; i < 9; i++) await fleet.Ask(client);
        Assert.Equal([3, 3, 3], fleet.Calls.Values);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Under_load_no_call_fails_when_nodes_leave_as_they_should_and_others_join(string transport)
    {
        await using var fleet = await FleetRun.Start("0", "1", "2");
        var client = await fleet.Client(transport, new() { Balancing = Balancing.PowerOfTwo });
        await using var load = Callers.On(fleet, client);
        for (var next = 3; next < 15; next++)
        {
            await fleet.Join($"{next}");
            await Eventually.True(() => fleet.Calls.ContainsKey($"{next}"), $"{next} to be called");
            await fleet.Leave($"{next - 3}");
            await load.More();
        }

        await load.DisposeAsync();
        Assert.Equal([], load.Failures);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_node_that_left_is_not_called_any_more(string transport)
    {
        await using var fleet = await FleetRun.Start("a", "b");
        var client = await fleet.Client(transport);
        await fleet.Ask(client);
        await fleet.Ask(client);
        await fleet.Leave("a");
        for (var i = 0; i < 5; i++) Assert.Equal("b", await fleet.Ask(client));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Of_a_node_that_dies_only_calls_in_flight_fail_and_none_is_sent_to_it_any_more(string transport)
    {
        await using var fleet = await FleetRun.Start("a");
        await using var dying = await FleetRun.Start("d");
        var endpoint = dying.Registry.Present("shop")[0].Endpoints.Single(one => one.Scheme == transport);
        var gate = new TcpGate(endpoint.Port);
        (await fleet.Soon(fleet.Registry.Register(new("d", "shop", "v1") { Endpoints = [new($"{transport}://{new Uri(gate.Address).Authority}")] }))).ThrowIfFail();
        var client = await fleet.Client(transport);
        await using var load = Callers.On(fleet, client);
        await Eventually.True(() => dying.Calls.GetValueOrDefault("d") > 50, "the node to be called");
        await gate.DisposeAsync();      // it stays in the list
        await load.More();
        await load.More();
        await load.DisposeAsync();
        Assert.InRange(load.Failures.Count, 0, Callers.AtOnce);
        Assert.All(load.Failures, failure => Assert.Equal(("UNAVAILABLE", false), (failure.Reason, failure.IsUnsent)));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_stream_that_is_open_on_a_node_that_leaves_goes_on_to_its_end(string transport)
    {
        await using var fleet = await FleetRun.Start("a", "b");
        var client = await fleet.Client(transport);
        var names = new Subject<Ask>();
        var replies = new ConcurrentQueue<string>();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var open = GreeterService.Over(client).BidiHello(names.Synchronize(), fleet.Env).Subscribe(reply => replies.Enqueue(reply.Message), over.SetException, over.SetResult);
        await Eventually.True(() =>
        {
            names.OnNext(new Ask { Name = "before" });
            return !replies.IsEmpty;
        }, "the stream to be open");
        Assert.True(replies.TryPeek(out var first));
        var leaving = fleet.Leave(first[..1]);
        await Eventually.True(() => fleet.Registry.Present("shop").Count == 1, "the node to leave");
        names.OnNext(new Ask { Name = "after" });
        await Eventually.True(() => replies.Contains($"{first[..1]} after"), "the same node to answer");
        Assert.NotEqual(first[..1], await fleet.Ask(client));
        names.OnCompleted();
        await over.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await leaving;
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task All_four_shapes_go_over_it(string transport)
    {
        await using var fleet = await FleetRun.Start("a");
        var greeter = GreeterService.Over(await fleet.Client(transport));
        Assert.Equal("a", (await fleet.Soon(greeter.SayHello(new Ask { Name = "x" }))).Value.Message);
        Assert.Equal(["a", "a", "a"], (await fleet.Soon(greeter.LotsOfReplies(new Ask { Name = "x" }, fleet.Env).ToList().SingleEff())).Value.Select(one => one.Message));
        Assert.Equal(["a 1", "a 2"], (await fleet.Soon(greeter.BidiHello(new[] { "1", "2" }.ToObservable().Select(name => new Ask { Name = name }), fleet.Env).ToList().SingleEff())).Value.Select(one => one.Message));
        Assert.Equal("a 5", (await fleet.Soon(greeter.LotsOfGreetings(Observable.Range(0, 5).Select(n => new Ask { Name = $"{n}" })))).Value.Message);
    }

    [Fact]
    public async Task An_empty_service_is_unavailable_by_name_and_waited_for_by_a_call_that_says_so()
    {
        await using var fleet = await FleetRun.Start();
        var client = await fleet.Client("grpc");
        var ask = GreeterService.Over(client).SayHello(new Ask { Name = "x" });
        Assert.Equal(Error.Unavailable("NO_AVAILABLE_NODE", "shop has no node"), (await fleet.Soon(ask)).Error);
        var waiting = fleet.Soon(GreeterService.Over(client.With(GrpcCall(call => call with { WhenDown = WhenDown.Wait }))).SayHello(new Ask { Name = "x" }));
        Assert.False(waiting.IsCompleted);
        await fleet.Join("a");
        Assert.Equal("a", (await waiting).Value.Message);
        Assert.Equal(Error.TimedOut, (await fleet.Soon(GreeterService.Over((await Empty(fleet)).With(GrpcCall(call => call with { WhenDown = WhenDown.Wait, Timeout = 50.Milliseconds }))).SayHello(new Ask()))).Error);
    }

    static async Task<Client> Empty(FleetRun fleet)
    {
        await fleet.Leave("a");
        return await fleet.Client("grpc");
    }
}
