using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Calls for which there is no stream, and connections that take no more.</summary>
public sealed class GrpcClientRoomTests
{
    static readonly GrpcClientOptions waiting = GrpcClientOptions.Default with { Call = GrpcCallOptions.Default with { WhenDown = WhenDown.Wait } };

    static async Task Answer(RawStream stream)
    {
        await stream.Message();
        await stream.Headers();
        await stream.Send(new Greeting());
        await stream.Ok();
    }

    static async ValueTask<Stream> Tcp(RawServer server, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, token);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [Fact]
    public async Task Point_23_at_the_limit_of_connections_calls_that_may_wait_get_the_streams_that_come_free_and_try_nothing_meanwhile()
    {
        using var go = new SemaphoreSlim(0);
        await using var server = new RawServer(async stream =>
        {
            await go.WaitAsync(stream.Gone);
            await Answer(stream);
        })
        { Settings = [0, 3, 0, 0, 0, 1] };
        await using var other = new RawServer(Answer);
        await using var client = await Called.At(server.Address, waiting with { MaxConnections = 1 });
        await using var busy = await Called.At(other);
        var tries = 0;
        EventHandler<FirstChanceExceptionEventArgs> count = (_, e) =>
        {
            if (e.Exception is NotConnected { Error.Reason: "CONNECTIONS_EXHAUSTED" }) Interlocked.Increment(ref tries);
        };
        AppDomain.CurrentDomain.FirstChanceException += count;
        try
        {
            var calls = new List<Task<Fin<Reply>>> { client.Asked() };
            await Eventually.True(() => server.Streams.Count == 1, "a stream");
            calls.AddRange(Enumerable.Range(0, 5).Select(_ => client.Asked()));
            for (var i = 0; i < 300; i++) (await busy.Asked()).ThrowIfFail();     // time in which a call that does not wait would try again and again
            Assert.InRange(tries, 0, 20);
            Assert.Single(server.Streams);
            go.Release(6);
            foreach (var call in calls) (await call).ThrowIfFail();
            Assert.Single(server.Connections);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= count;
        }
    }

    [Fact]
    public async Task A_call_that_waits_for_a_stream_ends_at_its_deadline_and_leaves_the_next_its_place()
    {
        var time = new VirtualTime();
        using var go = new SemaphoreSlim(0);
        await using var server = new RawServer(async stream =>
        {
            await go.WaitAsync(stream.Gone);
            await Answer(stream);
        })
        { Settings = [0, 3, 0, 0, 0, 1] };
        await using var client = await Called.At(server.Address, waiting with { MaxConnections = 1 }, time.Env);
        var first = client.Asked();
        await Eventually.True(() => server.Streams.Count == 1, "a stream");
        var end = await time.RunAsync(client.Client.With(GrpcCall(static call => call with { Timeout = 5.Seconds })).Call(Called.Asking()));
        Assert.Equal((Error.TimedOut, 5.Seconds), (end.Error, end.At));
        var next = client.Asked();
        go.Release(2);
        (await first).ThrowIfFail();
        (await next).ThrowIfFail();
        Assert.Equal(2, server.Streams.Count);
    }

    [Fact]
    public async Task Point_18_and_21_a_connection_that_takes_no_more_calls_is_idle_while_its_streams_go_on_and_the_next_is_tried_in_its_time()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        using SemaphoreSlim told = new(0), go = new(0);
        await using var server = new RawServer(async stream =>
        {
            if (stream.Connection == stream.Server.Connections.First())
            {
                await stream.Connection.GoAway(1, 0);
                told.Release();
                await go.WaitAsync(stream.Gone);
            }

            await Answer(stream);
        });
        var tries = 0;
        var options = waiting with
        {
            Dial = (_, token) => Interlocked.Increment(ref tries) == 2 ? throw new SocketException((int)SocketError.ConnectionRefused) : Tcp(server, token),
            Reconnect = Schedule.Spaced(10.Seconds),
        };
        await using var client = await Called.At("http://127.0.0.1:1", options, Env.On(noted));
        var states = new List<ConnectionState>();
        using var watching = client.Client.State.Subscribe(state =>
        {
            lock (states) states.Add(state);
        });
        var first = client.Asked();
        await told.WaitAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => states[^1] == ConnectionState.Idle, "the GOAWAY to be seen");
        var second = client.Asked();
        await noted.Until(10.Seconds);
        await Eventually.True(() => states[^1] == ConnectionState.TransientFailure, "the failure to be told");
        var hasty = client.Client.With(GrpcCall(static call => call with { WhenDown = WhenDown.Fail }));
        Assert.Equal("the server cannot be reached", (await hasty.Call(Called.Asking()).RunAsync(client.Env)).Error.Message);
        time.AdvanceBy(9_999.Milliseconds);
        Assert.Equal(2, tries);
        time.AdvanceBy(1.Milliseconds);
        (await second).ThrowIfFail();
        Assert.Equal(3, tries);
        Assert.Equal(ConnectionState.Ready, states[^1]);
        go.Release();
        (await first).ThrowIfFail();
    }

    [Fact]
    public async Task Point_20_a_dial_that_does_not_look_at_its_token_is_given_up_all_the_same_and_what_it_brings_too_late_is_closed()
    {
        var time = new VirtualTime();
        var late = new TaskCompletionSource<Stream>();
        await using var server = new RawServer(Answer);
        var tries = 0;
        var options = GrpcClientOptions.Default with
        {
            Dial = (_, token) => Interlocked.Increment(ref tries) == 1 ? new(late.Task) : Tcp(server, token),
            Reconnect = Schedule.Spaced(20.Seconds),
        };
        await using var client = await Called.At("http://127.0.0.1:1", options, time.Env);
        var end = client.Asked();
        await Eventually.True(() => Volatile.Read(ref tries) == 1, "a try");
        await time.AdvanceByAsync(20.Seconds);
        Assert.Equal("connecting to the server took too long, or is no longer wanted", (await end).Error.Message);
        (await client.Asked()).ThrowIfFail();
        var brought = new MemoryStream();
        late.SetResult(brought);
        await Eventually.True(() => !brought.CanRead, "it to be closed");
    }

    [Fact]
    public async Task Giving_back_the_client_ends_calls_that_wait_for_a_connection_and_those_that_wait_for_a_stream()
    {
        var time = new VirtualTime();
        var refused = 0;
        var down = await Called.At("http://127.0.0.1:1", waiting with { Dial = (_, _) => { Interlocked.Increment(ref refused); throw new SocketException((int)SocketError.ConnectionRefused); } }, time.Env);
        var states = new List<ConnectionState>();
        using var watching = down.Client.State.Subscribe(states.Add);
        var end = down.Asked();
        await Eventually.True(() => states.Contains(ConnectionState.TransientFailure), "the failure");
        Assert.False(end.IsCompleted);
        await down.Close();
        Assert.Equal("CLIENT_CLOSED", (await end).Error.Reason);
        Assert.Equal(1, refused);
        Assert.Equal(ConnectionState.Shutdown, states[^1]);

        await using var server = new RawServer(static async stream => await stream.WasCut()) { Settings = [0, 3, 0, 0, 0, 1] };
        var full = await Called.At(server.Address, waiting with { MaxConnections = 1 });
        var first = full.Asked();
        await Eventually.True(() => server.Streams.Count == 1, "a stream");
        Task<Fin<Reply>>[] calls = [first, full.Asked(), full.Asked()];
        await full.Close();
        foreach (var call in calls) Assert.Equal("CLIENT_CLOSED", (await call).Error.Reason);
    }

    [Fact]
    public async Task An_observer_of_the_state_that_throws_does_not_keep_it_from_the_others()
    {
        var unhandled = new List<Error>();
        await using var server = new RawServer(Answer);
        var client = await Called.At(server, env: Env.System.WithUnhandled(error =>
        {
            lock (unhandled) unhandled.Add(error);
        }));
        var (thrown, seen) = (0, new List<ConnectionState>());
        using var first = client.Client.State.Subscribe(state =>
        {
            if (state == ConnectionState.Idle) return;
            thrown++;
            throw new InvalidOperationException("mine");
        });
        using var second = client.Client.State.Subscribe(seen.Add);
        (await client.Asked()).ThrowIfFail();
        await client.Close();
        Assert.Equal([ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready, ConnectionState.Shutdown], seen);
        Assert.Equal(1, thrown);
        Assert.Equal("mine", Assert.Single(unhandled).Cause?.Message);
    }

    [Fact]
    public async Task A_call_that_may_wait_waits_while_something_in_between_takes_connections_and_closes_them_again()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        using var closing = new TcpListener(IPAddress.Loopback, 0);
        closing.Start();
        await using var server = new RawServer(Answer);
        var tries = 0;
        var options = waiting with
        {
            Dial = async (_, token) =>
            {
                if (Interlocked.Increment(ref tries) > 2) return await Tcp(server, token);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(closing.LocalEndpoint, token);
                (await closing.AcceptTcpClientAsync(token)).Dispose();
                return new NetworkStream(socket, ownsSocket: true);
            },
            Reconnect = Schedule.Spaced(10.Seconds),
        };
        await using var client = await Called.At("http://127.0.0.1:1", options, Env.On(noted));
        var end = client.Asked();
        for (var i = 1; i <= 2; i++)
        {
            await noted.Until(10.Seconds, i);
            time.AdvanceBy(10.Seconds);
        }

        (await end).ThrowIfFail();
        Assert.Equal((3, 20.Seconds), (tries, time.Elapsed));
    }
}
