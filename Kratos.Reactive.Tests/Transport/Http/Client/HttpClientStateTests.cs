using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>What a client says of its connections.</summary>
public sealed class HttpClientStateTests
{
    static (ConcurrentQueue<ConnectionState> Seen, IDisposable Left) Watch(HttpCalled client)
    {
        var seen = new ConcurrentQueue<ConnectionState>();
        return (seen, client.Client.State.Subscribe(seen.Enqueue, static _ => { }, () => seen.Enqueue((ConnectionState)(-1))));
    }

    static Task Has(ConcurrentQueue<ConnectionState> seen, params ConnectionState[] states) => Eventually.True(() => seen.SequenceEqual(states), $"{string.Join(", ", states)}, and not {string.Join(", ", seen)}");

    [Fact]
    public async Task It_is_idle_until_a_call_connects_and_ready_while_there_is_a_connection()
    {
        await using var server = RawHttp.Of(static ask => RawHttp.Answer(200, "{}", fields: ask.Number == 1 ? "Connection: close\r\n" : ""));
        var client = await HttpCalled.At(server.Address);
        var (seen, left) = Watch(client);
        using var _ = left;
        await Has(seen, ConnectionState.Idle);
        (await client.Ask(HttpCalled.Get)).ThrowIfFail();
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready);
        (await client.Ask(HttpCalled.Get)).ThrowIfFail();
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready, ConnectionState.Idle);
        (await client.Ask(HttpCalled.Get)).ThrowIfFail();
        await client.Close();
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready, ConnectionState.Shutdown, (ConnectionState)(-1));
        Assert.Equal(ConnectionState.Shutdown, await client.Client.State.FirstAsync());
    }

    [Fact]
    public async Task A_try_that_failed_is_told_until_the_next_one_which_the_next_call_makes()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "{}"));
        var dials = 0;
        await using var client = await HttpCalled.At(server.Address, options => options with { Dial = (to, token) => Interlocked.Increment(ref dials) == 1 ? throw new IOException("not yet") : Tcp.Dial(to, token) });
        var (seen, left) = Watch(client);
        using var _ = left;
        Assert.Equal(503, (await client.Ask(HttpCalled.Get)).Error.Code);
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.TransientFailure);
        (await client.Ask(HttpCalled.Get)).ThrowIfFail();
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.TransientFailure, ConnectionState.Connecting, ConnectionState.Ready);
    }

    [Fact]
    public async Task A_connection_whose_server_is_not_trusted_was_never_ready()
    {
        using var certificate = HttpSecureTests.SelfMade();
        await using var server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate }, Hello.Service), Env.System);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var (seen, left) = Watch(client);
        using var _ = left;
        Assert.Equal(503, (await client.Ask(HttpCalled.Get)).Error.Code);
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.TransientFailure);
    }

    [Fact]
    public async Task A_WebSocket_is_a_connection_too()
    {
        await using var server = await Serving.Start(Talk.Hello.Service);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var (seen, left) = Watch(client);
        using var _ = left;
        var talk = client.Client.Duplex<HelloRequest, HelloReply>(Method.Of<HelloRequest, HelloReply>("/x.Talk/Talk", MethodShape.Duplex) with { Rules = [HttpRule.Get("/talk")] })(Observable.Return(new HelloRequest("Ada")), Env.System);
        Assert.Equal("Hello Ada", (await talk.SingleEff().RunAsync(Env.System)).ThrowIfFail().Message);
        await Has(seen, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready, ConnectionState.Idle);
    }
}
