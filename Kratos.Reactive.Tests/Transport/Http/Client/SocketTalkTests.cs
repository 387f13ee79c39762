using System.Reactive.Subjects;
using Helloworld.V1;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Streams of requests over HTTP, our client at one end and our server at the other.</summary>
public sealed class SocketTalkTests
{
    static readonly Method echo = Method.Of<Asked, Asked>("/x.Bound/Echo", MethodShape.Duplex) with { Rules = [HttpRule.Get("/echo/{name}")] };

    static readonly Method greet = Method.Of<HelloRequest, HelloReply>("/x.Talk/Talk", MethodShape.Duplex) with { Rules = [HttpRule.Get("/talk")] };

    static IObservable<GreetRequest> Names(params string[] names) => names.ToObservable(ImmediateScheduler.Instance).Select(static name => new GreetRequest { Name = name });

    static Eff<A> With<A>(Serving server, Func<Client, Env, Eff<A>> use, HttpClientOptions? options = null) =>
        Client.Http(server.Uri.ToString(), options).Use(client => from env in envEff from end in use(client, env) select end);

    static async Task<Fin<string>> Greetings(Serving server, params string[] names) =>
        await With(server, (client, env) => GreeterService.Over(client).BidiHello(Names(names), env).Select(static reply => reply.Message).ToList().SingleEff().Map(static all => string.Join('|', all))).RunAsync(Env.System);

    [Fact]
    public async Task A_generated_client_talks_in_the_shapes_that_send_many()
    {
        await using var server = await Serving.Start(GrpcRun.Greeter.ToService());
        Assert.Equal("Hello Ada|Hello Bob", await Greetings(server, "Ada", "Bob"));
        Assert.Equal("", await Greetings(server));
        var all = await With(server, static (client, _) => GreeterService.Over(client).LotsOfGreetings(Names("Ada", "Bob"))).RunAsync(Env.System);
        Assert.Equal("Hello Ada and Bob", all.ThrowIfFail().Message);
    }

    [Fact]
    public async Task Over_TLS_it_is_the_same_though_the_server_would_rather_speak_HTTP2()
    {
        using var certificate = HttpSecureTests.SelfMade();
        await using var server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate }, GrpcRun.Greeter.ToService()), Env.System);
        var heard = await With(
            server,
            static (client, env) => GreeterService.Over(client).BidiHello(Names("Ada"), env).SingleEff(),
            HttpClientOptions.Default with { Roots = [certificate], ServerName = "localhost" }).RunAsync(Env.System);
        Assert.Equal("Hello Ada", heard.ThrowIfFail().Message);
    }

    [Fact]
    public async Task W_STR_4_a_failure_of_the_server_is_the_same_here_and_what_came_before_has_come()
    {
        var error = new Error(404, "NO_SUCH_NAME", "nobody is called error").WithMetadata("name", "error");
        await using var server = await Serving.Start((GrpcRun.Greeter with { BidiHello = (requests, _) => requests.Select(request => request.Name == "error" ? throw new ErrorException(error) : GrpcRun.Hello(request.Name)) }).ToService());
        var seen = new List<string>();
        var end = await With(server, (client, env) => GreeterService.Over(client).BidiHello(Names("Ada", "error"), env).Do(reply => seen.Add(reply.Message)).EndEff()).RunAsync(Env.System);
        Assert.Equal((error, "Hello Ada"), (end.Error, Assert.Single(seen)));
    }

    [Fact]
    public async Task What_refuses_the_handshake_is_the_error_that_it_failed_with()
    {
        var refused = Error.Unauthorized("WHO_ARE_YOU", "say who you are").WithMetadata("hint", "X-Name");
        await using var server = await Serving.Start(GrpcRun.Greeter.ToService().With(_ => _ => refused));
        Assert.Equal(refused, (await Greetings(server, "Ada")).Error);
    }

    [Fact]
    public async Task The_path_is_made_of_the_first_message_and_a_stream_without_one_is_not_opened()
    {
        await using var server = await Serving.Start(new Service("x.Bound").Duplex<Asked, Asked>(echo, static (requests, _) => requests));
        Eff<IList<Asked>> Echo(params Asked[] asked) => With(server, (client, env) => client.Duplex<Asked, Asked>(echo)(asked.ToObservable(ImmediateScheduler.Instance), env).ToList().SingleEff());
        var heard = (await Echo(new Asked { Name = "a/b ü", OptInt32 = 1 }, new Asked { OptInt32 = 2 }).RunAsync(Env.System)).ThrowIfFail();
        Assert.Equal([("a/b ü", 1), ("a/b ü", 2)], heard.Select(static one => (one.Name, one.OptInt32)));
        Assert.Equal((400, "MESSAGE_MISSING"), await Echo().RunAsync(Env.System) is var none ? (none.Error.Code, none.Error.Reason) : default);
    }

    [Fact]
    public async Task Messages_and_replies_go_as_protobuf_when_the_client_has_that_only()
    {
        await using var server = await Serving.Start(new Service("x.Bound").Duplex<Asked, Asked>(echo, static (requests, _) => requests));
        var heard = await With(server, static (client, env) => client.Duplex<Asked, Asked>(echo)(Observable.Return(new Asked { Name = "n", OptInt32 = 7 }), env).SingleEff(), HttpClientOptions.Default with { Codecs = [Codec.Protobuf] }).RunAsync(Env.System);
        Assert.Equal(new Asked { Name = "n", OptInt32 = 7 }, heard.ThrowIfFail());
    }

    [Fact]
    public async Task A_server_may_speak_first_and_one_who_leaves_is_gone_there()
    {
        var talk = new Talk(static (_, _) => Observable.Return((object)new HelloReply("welcome")).Concat(Observable.Never<object>()));
        await using var server = await Serving.Start(talk.Service);
        var first = await With(server, (client, env) => client.Duplex<HelloRequest, HelloReply>(greet)(Observable.Never<HelloRequest>(), env).FirstEff()).RunAsync(Env.System);
        Assert.Equal("welcome", first.ThrowIfFail().Message);
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task Messages_that_fail_end_the_call_in_their_failure_and_are_no_good_end_to_the_server()
    {
        var ended = new TaskCompletionSource<bool>();
        await using var server = await Serving.Start((GrpcRun.Greeter with { BidiHello = (requests, _) => requests.Do(static _ => { }, () => ended.TrySetResult(true)).Finally(() => ended.TrySetResult(false)).Select(static request => GrpcRun.Hello(request.Name)) }).ToService());
        var mine = Error.Conflict("MINE", "what was to be sent is broken");
        using var names = new Subject<GreetRequest>();
        var end = await With(server, (client, env) => GreeterService.Over(client).BidiHello(names.StartWith(new GreetRequest { Name = "Ada" }), env).Do(_ => names.OnError(new ErrorException(mine))).EndEff()).RunAsync(Env.System);
        Assert.Equal(mine, end.Error);
        Assert.False(await ended.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task W_STR_8_a_client_that_is_given_back_ends_its_streams()
    {
        var talk = new Talk(static (_, _) => Observable.Return((object)new HelloReply("welcome")).Concat(Observable.Never<object>()));
        await using var server = await Serving.Start(talk.Service);
        var held = (await Client.Http(server.Uri.ToString()).Allocate.RunAsync(Env.System)).ThrowIfFail();
        var welcomed = new TaskCompletionSource();
        var end = held.Value.Duplex<HelloRequest, HelloReply>(greet)(Observable.Never<HelloRequest>(), Env.System).Do(_ => welcomed.SetResult()).EndEff().RunAsync(Env.System);
        await welcomed.Task.WaitAsync(TestContext.Current.CancellationToken);
        (await held.Release.RunAsync(Env.System)).ThrowIfFail();
        Assert.Equal((503, "CLIENT_CLOSED"), await end is var closed ? (closed.Error.Code, closed.Error.Reason) : default);
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task What_answers_with_something_else_is_a_bad_reply()
    {
        await using var server = await Serving.Start(new Service("x.Talk").Unary<Unit, string>("Talk", static _ => SuccessEff("no socket"), HttpRule.Get("/talk")));
        var end = await With(server, static (client, env) => client.Duplex<HelloRequest, HelloReply>(greet)(Observable.Empty<HelloRequest>(), env).EndEff()).RunAsync(Env.System);
        Assert.Equal((502, "BAD_REPLY"), (end.Error.Code, end.Error.Reason));
    }
}
