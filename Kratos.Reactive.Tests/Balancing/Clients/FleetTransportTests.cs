using System.Security.Cryptography.X509Certificates;
using Helloworld.V1;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What the transports say of a call that a node did not take, or failed, and what becomes of it in a fleet.</summary>
public sealed class FleetTransportTests
{
    const int RefusedStream = 7;

    static readonly Schedule Twice = Schedule.Recurs(2);

    static ServiceInstance At(string id, string address) => new(id, "shop", "v1") { Endpoints = [new(address.Replace("http:", "grpc:", StringComparison.Ordinal))] };

    static ServiceInstance AtHttp(string id, string address) => new(id, "shop", "v1") { Endpoints = [new(address)] };

    static GrpcClientOptions Grpc(GrpcCallOptions? call = null) => new() { Fleet = new() { Balancing = Balancing.RoundRobin }, Call = call ?? GrpcCallOptions.Default };

    static Task<Fin<A>> Soon<A>(Eff<A> effect) => effect.RunAsync(Env.System).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    static Task<Fin<Greeting>> Hello(IReadOnlyList<ServiceInstance> instances, GrpcClientOptions options) =>
        Soon(Client.Grpc("discovery:///shop", Registry.Memory(instances), options).Use(client => GreeterService.Over(client).SayHello(new Ask { Name = "you" })));

    static Task<Fin<string>> Hello(IReadOnlyList<ServiceInstance> instances, HttpCallOptions? call, Method method) => Soon(Client
        .Http("discovery:///shop", Registry.Memory(instances), new() { Fleet = new() { Balancing = Balancing.RoundRobin }, Call = call ?? HttpCallOptions.Default })
        .Use(client => client.Call(new Request(method.Operation, new Binding.HelloRequest { Name = "n" }) { Method = method }))
        .Map(reply => ((Binding.HelloRequest)reply.Message).Name));

    [Fact]
    public async Task A_stream_that_a_server_refuses_goes_to_another_node()
    {
        await using var refusing = new RawServer(static stream => stream.Abort(RefusedStream));
        await using var server = await GrpcRun.Start();
        Assert.Equal("Hello you", (await Hello([At("1", refusing.Address), At("2", $"http://{server.Uri.Authority}")], Grpc())).Value.Message);
        Assert.NotEmpty(refusing.Streams);
    }

    [Fact]
    public async Task Calls_that_a_server_which_says_GOAWAY_did_not_take_go_to_another_node()
    {
        RawServer? leaving = null;
        leaving = new RawServer(async stream =>
        {
            await stream.Connection.GoAway(0, 0);
            await leaving!.DisposeAsync();
        });
        await using var server = await GrpcRun.Start();
        Assert.Equal("Hello you", (await Hello([At("1", leaving.Address), At("2", $"http://{server.Uri.Authority}")], Grpc())).Value.Message);
    }

    [Fact]
    public async Task A_call_that_was_lost_on_its_way_is_not_sent_again()
    {
        const int InternalError = 2;
        await using var lost = new RawServer(static stream => stream.Abort(InternalError));
        await using var server = await GrpcRun.Start();
        var end = await Hello([At("1", lost.Address), At("2", $"http://{server.Uri.Authority}")], Grpc());
        Assert.Equal((false, 1), (end.Error.IsUnsent, lost.Streams.Count));
    }

    [Fact]
    public async Task A_retry_goes_to_another_node_which_is_told_that_it_is_one()
    {
        await using var failing = new RawServer(static stream => stream.Only(("grpc-status", "14"), ("grpc-message", "down")));
        await using var good = new RawServer(async stream =>
        {
            await stream.Headers();
            await stream.Send(new Greeting { Message = stream["grpc-previous-rpc-attempts"] });
            await stream.Ok();
        });
        var end = await Hello([At("1", failing.Address), At("2", good.Address)], Grpc(GrpcCallOptions.Default with { Retry = new(Twice) }));
        Assert.Equal(("1", 1), (end.Value.Message, failing.Streams.Count));
    }

    [Fact]
    public async Task Retries_end_with_their_schedule_wherever_they_go()
    {
        await using var failing = new RawServer(static stream => stream.Only(("grpc-status", "14"), ("grpc-message", "down")));
        await using var too = new RawServer(static stream => stream.Only(("grpc-status", "14"), ("grpc-message", "down, too")));
        var end = await Hello([At("1", failing.Address), At("2", too.Address)], Grpc(GrpcCallOptions.Default with { Retry = new(Twice) }));
        Assert.Equal(("down", 2, 1), (end.Error.Message, failing.Streams.Count, too.Streams.Count));
    }

    [Fact]
    public async Task A_node_that_says_not_again_has_the_last_word()
    {
        await using var failing = new RawServer(static stream => stream.Only(("grpc-status", "14"), ("grpc-message", "down"), ("grpc-retry-pushback-ms", "-1")));
        await using var server = await GrpcRun.Start();
        var end = await Hello([At("1", failing.Address), At("2", $"http://{server.Uri.Authority}")], Grpc(GrpcCallOptions.Default with { Retry = new(Twice) }));
        Assert.Equal(("down", 1), (end.Error.Message, failing.Streams.Count));
    }

    [Fact]
    public async Task A_timeout_is_for_all_nodes_together()
    {
        await using var failing = new RawServer(static stream => stream.Only(("grpc-status", "14"), ("grpc-message", "down")));
        var end = await Hello([At("1", failing.Address), At("2", "http://127.0.0.1:1")], Grpc(GrpcCallOptions.Default with { Retry = new(Schedule.Spaced(20.Milliseconds)), Timeout = 300.Milliseconds }));
        Assert.Equal(Error.TimedOut, end.Error);
    }

    [Fact]
    public async Task The_fields_of_a_reply_are_those_of_the_node_that_answered()
    {
        await using var good = new RawServer(async stream =>
        {
            await stream.Headers(("x-node", "good"));
            await stream.Send(new Greeting());
            await stream.End(("grpc-status", "0"), ("x-end", "well"));
        });
        var fields = new ReplyFields();
        var options = Grpc();
        var end = await Soon(Client.Grpc("discovery:///shop", Registry.Memory(At("1", "http://127.0.0.1:1"), At("2", good.Address)), options)
            .Use(client => local(env => env.With(ReplyFields.Key, fields), GreeterService.Over(client).SayHello(new Ask()))));
        Assert.True(end.IsSucc);
        Assert.Equal("good", (await fields.Headers.SingleAsync()).TryGet("x-node", out var node) ? node : "");
        Assert.Equal("well", (await fields.Trailers.SingleAsync()).TryGet("x-end", out var how) ? how : "");
    }

    [Fact]
    public async Task The_fields_of_a_call_that_nobody_took_are_over_too()
    {
        var fields = new ReplyFields();
        await Soon(Client.Grpc("discovery:///shop", Registry.Memory(At("1", "http://127.0.0.1:1"))).Use(client => local(env => env.With(ReplyFields.Key, fields), GreeterService.Over(client).SayHello(new Ask()))));
        Assert.Equal((0, 0), (await fields.Headers.Count(), await fields.Trailers.Count()));
    }

    [Fact]
    public async Task A_stream_of_requests_of_which_nothing_was_taken_goes_to_another_node()
    {
        await using var server = await GrpcRun.Start();
        var names = Observable.Range(0, 3).Select(n => new Ask { Name = $"{n}" });
        var end = await Soon(Client.Grpc("discovery:///shop", Registry.Memory(At("1", "http://127.0.0.1:1"), At("2", $"http://{server.Uri.Authority}")), Grpc()).Use(client => GreeterService.Over(client).LotsOfGreetings(names)));
        Assert.Equal("Hello 0 and 1 and 2", end.Value.Message);
    }

    [Fact]
    public async Task Over_HTTP_what_could_not_be_sent_goes_to_another_node_whatever_its_verb()
    {
        await using var good = RawHttp.Of(static ask => RawHttp.Answer(200, """{"name":"good"}"""));
        Assert.Equal("good", (await Hello([AtHttp("1", "http://127.0.0.1:1"), AtHttp("2", good.Address)], null, HttpCalled.Post)).Value);
    }

    [Fact]
    public async Task Over_HTTP_a_retry_goes_to_another_node_too_where_the_verb_allows_it()
    {
        await using var failing = RawHttp.Of(static ask => RawHttp.Answer(503, ""));
        await using var good = RawHttp.Of(static ask => RawHttp.Answer(200, """{"name":"good"}"""));
        var call = HttpCallOptions.Default with { Retry = new(Twice) };
        Assert.Equal("good", (await Hello([AtHttp("1", failing.Address), AtHttp("2", good.Address)], call, HttpCalled.Get)).Value);
        Assert.Equal(503, (await Hello([AtHttp("1", failing.Address), AtHttp("2", good.Address)], call, HttpCalled.Post)).Error.Code);
        Assert.Equal(2, failing.Asks.Count);
    }

    [Fact]
    public async Task The_path_of_an_endpoint_is_what_its_calls_begin_with_and_isSecure_means_nothing()
    {
        await using var good = RawHttp.Of(static ask => RawHttp.Answer(200, $$"""{"name":"{{ask.Line.Split(' ')[1]}}"}"""));
        Assert.Equal("/api/hello/n", (await Hello([AtHttp("1", $"{good.Address}/api?isSecure=true")], null, HttpCalled.Get)).Value);
        await using var server = await GrpcRun.Start();
        Assert.True((await Hello([At("1", $"http://{server.Uri.Authority}?isSecure=true")], Grpc())).IsSucc);
    }

    [Fact]
    public async Task TLS_is_spoken_with_the_nodes_that_speak_it_and_fleets_may_be_mixed()
    {
        using var leaf = TestCertificates.Leaf(TestCertificates.Ours, "shop.example");
        await using var plain = await GrpcRun.Start();
        await using var secure = await GrpcRun.Start(options: GrpcOptions.Default with { Certificate = _ => leaf });
        var registry = Registry.Memory(At("1", $"http://{plain.Uri.Authority}"), At("2", $"grpcs://{secure.Uri.Authority}"));
        var options = Grpc() with { Roots = new X509Certificate2Collection(TestCertificates.Ours), ServerName = "shop.example" };
        var ends = await Soon(Client.Grpc("discovery:///shop", registry, options).Use(client =>
            from one in GreeterService.Over(client).SayHello(new Ask { Name = "one" })
            from two in GreeterService.Over(client).SayHello(new Ask { Name = "two" })
            select $"{one.Message} {two.Message}"));
        Assert.Equal("Hello one Hello two", ends.Value);
        var others = await Soon(Client.Grpc("discovery:///shop", registry, options with { Roots = new X509Certificate2Collection(TestCertificates.Others) }).Use(client => GreeterService.Over(client).SayHello(new Ask { Name = "one" }).Repeat(Schedule.Recurs(3))));
        Assert.Equal("Hello one", others.Value.Message);        // whom it does not trust it cannot reach
    }

    [Fact]
    public async Task Nodes_that_say_by_grpc_health_that_they_do_not_serve_are_not_called()
    {
        var (a, b) = (Health.Of(), Health.Of());
        await using var first = await GrpcRun.Start([Named("a"), a.Service]);
        await using var second = await GrpcRun.Start([Named("b"), b.Service]);
        await using var third = await GrpcRun.Start([Named("c")]);       // has no health, and is taken to serve
        var registry = Registry.Memory(At("1", $"http://{first.Uri.Authority}"), At("2", $"http://{second.Uri.Authority}"), At("3", $"http://{third.Uri.Authority}"));
        var options = new GrpcClientOptions { Fleet = new() { Balancing = Balancing.RoundRobin, Health = NodeHealth.Grpc() } };
        var held = (await Client.Grpc("discovery:///shop", registry, options).Allocate.RunAsync(Env.System)).ThrowIfFail();
        var greeter = GreeterService.Over(held.Value);
        await Answering("abc");
        await Soon(a.NotServing(""));
        await Answering("bc");
        await Soon(b.NotServing(""));
        await Answering("c");
        await Soon(a.Serving(""));
        await Answering("ac");
        await held.Release.RunAsync(Env.System);

        async Task Answering(string nodes)
        {
            for (var seen = ""; seen != nodes;)
            {
                var answers = new SortedSet<string>(StringComparer.Ordinal);
                for (var i = 0; i < 6; i++) answers.Add((await Soon(greeter.SayHello(new Ask()))).Value.Message);
                seen = string.Concat(answers);
            }
        }

        static Service Named(string name) => (GrpcRun.Greeter with { SayHello = _ => SuccessEff(new Greeting { Message = name }) }).ToService();
    }
}
