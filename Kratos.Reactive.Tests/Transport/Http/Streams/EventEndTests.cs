using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>How a stream of replies is left, slowed and stopped.</summary>
public sealed class EventEndTests
{
    static readonly string kilobyte = new('a', 1024);

    static IObservable<object> Endless => Observable.Return((object)1).Concat(Observable.Never<object>());

    static byte[] Ask => Encoding.ASCII.GetBytes("GET /ticks HTTP/1.1\r\nHost: x\r\n\r\n");

    [Fact]
    public async Task A_caller_that_leaves_disposes_the_subscription()
    {
        var ticks = new Ticks(Endless);
        await using var server = await Serving.Start(ticks.Service);
        var heard = await Listener.Open(server, "/ticks");
        Assert.Equal(1, ticks.Open);
        heard.Dispose();
        await Eventually.True(() => ticks.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task A_caller_that_reads_slowly_slows_the_source()
    {
        var given = 0;
        const int capacity = 16;
        var ticks = new Ticks((_, env) => Observable.Range(0, 1_000_000, env.Scheduler).Do(_ => Interlocked.Increment(ref given)).Select(_ => (object)kilobyte));
        await using var server = await Serving.Start(HttpOptions.Default with { Streams = HttpStreamOptions.Default with { Backpressure = new(capacity, Overflow.Wait) } }, ticks.Service);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, server.Uri.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Ask, TestContext.Current.CancellationToken);
        await Eventually.Still(() => given);
        Assert.InRange(given, 1, 20_000);       // what two sockets of the system hold, and then it stands still
        var before = given;
        var buffer = new byte[1024 * 1024];
        for (var read = 0; read < 16 * buffer.Length;) read += await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        await Eventually.True(() => given > before, "the source to go on");
        socket.Close();
        await Eventually.True(() => ticks.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task What_waits_is_bounded_and_a_source_that_cannot_be_slowed_fails()
    {
        var ticks = new Ticks(Observable.Range(0, 1_000_000, ImmediateScheduler.Instance).Select(static _ => (object)kilobyte));
        await using var server = await Serving.Start(HttpOptions.Default with { Streams = HttpStreamOptions.Default with { Backpressure = new(4) } }, ticks.Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Contains("STREAM_OVERFLOW", await heard.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task W_HTTP_14_a_stop_tells_a_stream_which_ends_itself()
    {
        var ticks = new Ticks((_, env) => Endless.UntilCancelled(env.Find(Call.Key).IfNone(Call.None).Stopping));
        var server = await Serving.Start(ticks.Service);
        using var heard = await Listener.Open(server, "/ticks");
        var released = server.Release();
        Assert.Equal("event: message\ndata: 1\n\n", await heard.Rest());
        Assert.True((await released).IsSucc);
    }

    [Fact]
    public async Task A_stream_that_does_not_end_itself_is_ended_when_the_time_for_stopping_is_over()
    {
        using var force = new CancellationTokenSource();
        var ticks = new Ticks(Endless);
        var server = await Serving.Start(ticks.Service);
        using var heard = await Listener.Open(server, "/ticks");
        var released = server.ReleaseUntil(force.Token);
        await heard.Expect("event: message\ndata: 1\n\n");
        Assert.False(released.IsCompleted);
        await force.CancelAsync();
        Assert.Equal("event: error\ndata: {\"code\":503,\"reason\":\"SERVER_STOPPED\",\"message\":\"the server stopped before the stream had ended\",\"metadata\":{}}\n\n", await heard.Rest());
        Assert.True((await released).IsSucc);
        Assert.Equal(0, ticks.Open);
    }

    [Fact]
    public async Task A_caller_that_takes_nothing_does_not_hold_up_the_stop()
    {
        using var force = new CancellationTokenSource();
        var given = 0;
        var ticks = new Ticks((_, env) => Observable.Range(0, 1_000_000, env.Scheduler).Do(_ => Interlocked.Increment(ref given)).Select(_ => (object)kilobyte));
        var server = await Serving.Start(ticks.Service);
        using var socket = await server.Connect();
        await socket.SendAsync(Ask, TestContext.Current.CancellationToken);
        await Eventually.True(() => given > 0, "the stream to begin");
        await Eventually.Still(() => given);
        var released = server.ReleaseUntil(force.Token);
        await force.CancelAsync();
        Assert.True((await released).IsSucc);
        await Eventually.True(() => ticks.Open == 0, "the stream to be left");
    }
}
