using System.Net;
using System.Net.Sockets;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Connections: how many, their state, what is left of them, and what of the time it takes.</summary>
public sealed partial class GrpcClientConnectionTests
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    static async Task Answer(RawStream stream)
    {
        await stream.Message();
        await stream.Headers();
        await stream.Send(new Greeting { Message = $"{stream.Id}" });
        await stream.Ok();
    }

    static List<ConnectionState> States(Called client)
    {
        var states = new List<ConnectionState>();
        client.Client.State.Subscribe(state =>
        {
            lock (states) states.Add(state);
        });
        return states;
    }

    static GrpcClientOptions Dialling(Func<int, CancellationToken, ValueTask<Stream>> dial)
    {
        var count = 0;
        return GrpcClientOptions.Default with { Dial = (_, token) => dial(Interlocked.Increment(ref count), token) };
    }

    static async ValueTask<Stream> Tcp(RawServer server, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, token);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [Fact]
    public async Task Point_21_a_client_is_idle_then_connecting_then_ready_then_idle_again_and_shut_down_in_the_end()
    {
        await using var server = new RawServer(Answer);
        var client = await Called.At(server);
        var states = States(client);
        Assert.Equal([ConnectionState.Idle], states);
        (await client.Asked()).ThrowIfFail();
        Assert.Equal([ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready], states);
        Assert.Single(server.Connections).Close();
        await Eventually.True(() => states.Count == 4, "the loss to be seen");
        await client.Close();
        Assert.Equal([ConnectionState.Idle, ConnectionState.Shutdown], states.Skip(3));
        Assert.True((await client.Client.State.LastEff().RunAsync(Env.System)).Value == ConnectionState.Shutdown);
    }

    [Fact]
    public async Task Calls_share_one_connection()
    {
        await using var server = new RawServer(Answer);
        await using var client = await Called.At(server);
        (await client.Asked()).ThrowIfFail();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => (await client.Asked()).ThrowIfFail()));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Point_23_and_P14_another_connection_is_made_when_the_first_takes_no_more_streams()
    {
        using var go = new SemaphoreSlim(1);
        await using var server = new RawServer(async stream =>
        {
            await go.WaitAsync(stream.Gone);
            await Answer(stream);
        })
        { Settings = [0, 3, 0, 0, 0, 2] };
        await using var client = await Called.At(server);
        (await client.Asked()).ThrowIfFail();       // the settings are known from here on
        server.Streams.Clear();
        var calls = Enumerable.Range(0, 6).Select(_ => client.Asked()).ToList();
        await Eventually.True(() => server.Streams.Count == 6, "six streams at once");
        Assert.InRange(server.Connections.Count, 2, 4);
        Assert.Equal(2, server.Streams.Count(stream => stream.Connection == server.Connections.First()));
        go.Release(6);
        foreach (var call in calls) (await call).ThrowIfFail();
    }

    [Fact]
    public async Task The_number_of_connections_has_a_limit()
    {
        await using var server = new RawServer(static async stream => await stream.WasCut()) { Settings = [0, 3, 0, 0, 0, 1] };
        await using var client = await Called.At(server.Address, GrpcClientOptions.Default with { MaxConnections = 1 });
        using var left = new CancellationTokenSource();
        var first = client.Asked(client.Env.With(left.Token));
        await Eventually.True(() => server.Streams.Count == 1, "a stream");
        Assert.Equal("CONNECTIONS_EXHAUSTED", (await client.Asked()).Error.Reason);
        await left.CancelAsync();
        Assert.True((await first).Error.Is(Error.Cancelled));
    }

    [Fact]
    public async Task Point_18_after_GOAWAY_streams_go_on_and_new_ones_go_elsewhere()
    {
        using SemaphoreSlim told = new(0), go = new(0);
        await using var server = new RawServer(async stream =>
        {
            if (stream.Id == 1 && (await stream.Message<Ask>()).Name == "first")
            {
                await stream.Connection.GoAway(1, 0);
                await stream.Connection.Ping();
                await stream.Connection.PingAnswered.Task.WaitAsync(patience);
                told.Release();
                await go.WaitAsync(stream.Gone);
                await stream.Headers();
                await stream.Send(new Greeting { Message = "first" });
                await stream.Ok();
                return;
            }

            await stream.Headers();
            await stream.Send(new Greeting { Message = "second" });
            await stream.Ok();
        });
        await using var client = await Called.At(server);
        var first = client.Asked(name: "first");
        await told.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("second", ((Greeting)(await client.Asked(name: "second")).Value.Message).Message);
        go.Release();
        Assert.Equal("first", ((Greeting)(await first).Value.Message).Message);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task Point_18_a_stream_that_GOAWAY_leaves_out_is_sent_again_elsewhere()
    {
        var tries = 0;
        await using var server = new RawServer(async stream =>
        {
            await stream.Message();
            if (Interlocked.Increment(ref tries) == 1) await stream.Connection.GoAway(0, 0);
            else await Answer(stream);
        });
        await using var client = await Called.At(server);
        (await client.Asked()).ThrowIfFail();
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task Point_18_a_GOAWAY_with_an_error_makes_calls_unavailable()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Headers();
            await stream.Connection.GoAway(1, 0xb);
            stream.Connection.Close();
        });
        await using var client = await Called.At(server);
        Assert.Equal((503, "UNAVAILABLE"), Code(await client.Asked()));
    }

    [Fact]
    public async Task Point_19_a_PING_is_answered()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Connection.Ping();
            await stream.Connection.PingAnswered.Task.WaitAsync(patience);
            await Answer(stream);
        });
        await using var client = await Called.At(server);
        (await client.Asked()).ThrowIfFail();
    }

    [Fact]
    public async Task P18_a_lost_connection_is_unavailable()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Message();
            await stream.Headers();
            stream.Connection.Close();
        });
        await using var client = await Called.At(server);
        Assert.Equal((503, "UNAVAILABLE"), Code(await client.Asked()));
    }

    [Fact]
    public async Task A_call_after_a_lost_connection_makes_another()
    {
        await using var server = new RawServer(Answer);
        await using var client = await Called.At(server);
        (await client.Asked()).ThrowIfFail();
        var states = States(client);
        Assert.Single(server.Connections).Close();
        await Eventually.True(() => states.Contains(ConnectionState.Idle), "the loss to be seen");
        (await client.Asked()).ThrowIfFail();
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task Point_22_a_call_fails_at_once_when_nobody_listens()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await using var client = await Called.At($"grpc://127.0.0.1:{port}");
        var end = await client.Asked();
        Assert.Equal((503, "UNAVAILABLE"), Code(end));
        Assert.Equal("the server cannot be reached", end.Error.Message);
        Assert.IsType<SocketException>(end.Error.Cause);
    }

    [Fact]
    public async Task Point_20_tries_to_connect_are_1_s_then_1_6_s_then_2_56_s_apart_while_calls_wait_and_the_first_answer_starts_anew()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        await using var server = new RawServer(Answer);
        var tries = new List<TimeSpan>();
        var options = Dialling((n, token) =>
        {
            lock (tries) tries.Add(time.Elapsed);
            return n <= 3 ? throw new SocketException((int)SocketError.ConnectionRefused) : Tcp(server, token);
        }) with
        {
            Reconnect = Schedule.Exponential(1.Seconds, 1.6, 120.Seconds),
            Call = GrpcCallOptions.Default with { WhenDown = WhenDown.Wait },
        };
        await using var client = await Called.At("http://127.0.0.1:1", options, Env.On(noted));
        var states = States(client);
        var end = client.Asked();
        foreach (var wait in (int[])[1000, 1600, 2560])
        {
            await noted.Until(wait.Milliseconds);
            await Eventually.True(() => states[^1] == ConnectionState.TransientFailure, "the failure to be told");
            time.AdvanceBy((wait - 1).Milliseconds);
            Assert.Equal(ConnectionState.TransientFailure, states[^1]);
            time.AdvanceBy(1.Milliseconds);
        }

        (await end).ThrowIfFail();
        Assert.Equal([0, 1000, 2600, 5160], tries.Select(static at => at.TotalMilliseconds));
        Assert.Equal(ConnectionState.Ready, states[^1]);
    }

    [Fact]
    public void Point_20_the_waits_have_a_jitter_of_a_fifth_from_the_chance_of_the_environment()
    {
        var waits = GrpcClientOptions.Default.Reconnect.Waits(new VirtualTime(7).Env).Take(40).ToList();
        Assert.InRange(waits[0].TotalSeconds, 0.8, 1.2);
        Assert.InRange(waits[1].TotalSeconds, 1.28, 1.92);
        Assert.InRange(waits[39].TotalSeconds, 96, 144);
        Assert.Equal(waits, GrpcClientOptions.Default.Reconnect.Waits(new VirtualTime(7).Env).Take(40));
    }

    [Fact]
    public async Task Point_20_a_connection_that_is_not_answered_within_20_s_is_given_up()
    {
        var time = new VirtualTime();
        var dialled = 0;
        var options = Dialling(async (_, token) =>
        {
            Interlocked.Increment(ref dialled);
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        });
        await using var client = await Called.At("http://127.0.0.1:1", options, time.Env);
        var end = client.Asked();
        await Eventually.True(() => Volatile.Read(ref dialled) == 1, "a try");
        await time.AdvanceByAsync(19_999.Milliseconds);
        Assert.False(end.IsCompleted);
        await time.AdvanceByAsync(1.Milliseconds);
        Assert.Equal((503, "UNAVAILABLE"), Code(await end));
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_given_up_too()
    {
        var time = new VirtualTime();
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await using var client = await Called.At($"http://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}", null, time.Env);
        var states = States(client);
        var end = client.Asked();
        using var accepted = await mute.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ConnectionState.Connecting, states[^1]);
        await Eventually.True(() => accepted.Available >= 24, "the client's preface");
        await time.AdvanceByAsync(20.Seconds);
        Assert.Equal(503, (await end).Error.Code);
        Assert.Contains(ConnectionState.TransientFailure, states);
        Assert.DoesNotContain(ConnectionState.Ready, states);
    }
}
