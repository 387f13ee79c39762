using System.Collections.Concurrent;
using Helloworld.V1;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>The shared rows about what a client does around its streams, and faults of Go Kratos' client that ours does not have, each under its name.</summary>
public sealed class ClientRowTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static readonly Method watched = HttpCalled.Get with { Shape = MethodShape.ServerStream };

    static readonly Middleware named = static next => request => next(request with { Headers = request.Headers.Set("X-Stream-Middleware", "1") });

    /// <summary>A greeter that notes the header field of whoever calls it.</summary>
    static GreeterService Noting(ConcurrentQueue<string> seen)
    {
        void Note(Env env) => seen.Enqueue(env.Find(Call.Key).IfNone(Call.None).RequestHeaders.Find("X-Stream-Middleware").IfNone("none"));
        return GrpcRun.Greeter with
        {
            SayHello = request => from env in envEff from _ in liftEff(() => Note(env)) select GrpcRun.Hello(request.Name),
            LotsOfReplies = (request, env) => Observable.Defer(() =>
            {
                Note(env);
                return Observable.Return(GrpcRun.Hello(request.Name));
            }),
            BidiHello = (requests, env) => Observable.Defer(() =>
            {
                Note(env);
                return requests.Select(static request => GrpcRun.Hello(request.Name));
            }),
        };
    }

    [Fact]
    public async Task ST2_ST9_W_CLI_10_whatever_is_called_goes_through_the_middleware_whose_header_field_reaches_the_server()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await Serving.Start(Noting(seen).ToService());
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var greeter = GreeterService.Over(client.Client.With(named));
        var ada = new GreetRequest { Name = "Ada" };
        Assert.Equal("Hello Ada", (await greeter.SayHello(ada).RunAsync(Env.System)).ThrowIfFail().Message);
        Assert.Equal("Hello Ada", (await greeter.LotsOfReplies(ada, Env.System).SingleEff().RunAsync(Env.System)).ThrowIfFail().Message);
        Assert.Equal("Hello Ada", (await greeter.BidiHello(Observable.Return(ada), Env.System).SingleEff().RunAsync(Env.System)).ThrowIfFail().Message);
        Assert.Equal(["1", "1", "1"], seen);
    }

    [Fact]
    public async Task ST3_a_stream_that_ended_gives_its_connection_back_once_and_being_left_later_changes_nothing()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "data: {\"name\":\"a\"}\n\n", "text/event-stream"));
        await using var client = await HttpCalled.At(server.Address);
        for (var i = 0; i < 3; i++)
        {
            var ended = new TaskCompletionSource();
            var listening = client.Client.ServerStream<Asked, Asked>(watched)(new Asked { Name = "n" }, Env.System).Subscribe(static _ => { }, ended.SetException, ended.SetResult);
            await ended.Task.WaitAsync(Token);
            listening.Dispose();
            listening.Dispose();
        }

        Assert.Equal((3, 1), (server.Asks.Count, server.Connections));
    }

    [Fact]
    public async Task ST10_a_good_end_of_a_WebSocket_is_one_to_the_middleware()
    {
        var ends = new List<string>();
        Middleware ending = next => request => next(request).Finally(end =>
        {
            ends.Add(end.Match(static _ => "ok", static error => error.Reason));
            return unitEff;
        });
        await using var server = await Serving.Start(GrpcRun.Greeter.ToService());
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var all = await GreeterService.Over(client.Client.With(ending)).BidiHello(Observable.Return(new GreetRequest { Name = "Ada" }), Env.System).ToList().SingleEff().RunAsync(Env.System);
        Assert.Single(all.ThrowIfFail());
        Assert.Equal(["ok"], ends);
    }

    [Fact]
    public async Task ST14_a_time_limit_holds_where_there_is_no_connection_yet()
    {
        var time = new VirtualTime();
        var dialled = new TaskCompletionSource();
        await using var client = await HttpCalled.At(
            "http://127.0.0.1:1",
            options => options with
            {
                Call = options.Call with { Timeout = 2.Seconds },
                Dial = async (_, token) =>
                {
                    dialled.TrySetResult();
                    await new TaskCompletionSource().Task.WaitAsync(token);
                    return Stream.Null;
                },
            },
            time.Env);
        var end = client.Client.ServerStream<Asked, Asked>(watched)(new Asked { Name = "n" }, time.Env).ToList().SingleEff().RunAsync(Env.System).AsTask();
        time.AdvanceBy(1.Milliseconds);      // the subscription calls
        await dialled.Task.WaitAsync(Token);
        time.AdvanceBy(2.Seconds - 2.Milliseconds);
        Assert.False(end.IsCompleted);
        time.AdvanceBy(1.Milliseconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
    }

    [Fact]
    public async Task W_CLI_11_how_a_call_ended_is_known_once_its_body_is_read_and_what_the_network_does_has_a_code_of_its_own()
    {
        var ends = new List<(int, string)>();
        Middleware ending = next => request => next(request).Finally(end =>
        {
            ends.Add(end.Match(static _ => (200, ""), static error => (error.Code, error.Reason)));
            return unitEff;
        });
        await using var server = RawHttp.Of(static ask => ask.Number switch
        {
            0 => null,
            1 => RawHttp.Answer(200, "{bad"),
            _ => RawHttp.Answer(200, "{}"),
        });
        await using var client = await HttpCalled.At(server.Address);
        var hello = client.Client.With(ending).Unary<Asked, Asked>(HttpCalled.Post);
        for (var i = 0; i < 3; i++) await hello(new Asked { Name = "n" }).RunAsync(Env.System);
        Assert.Equal([(503, "UNAVAILABLE"), (500, "CODEC"), (200, "")], ends);
    }
}
