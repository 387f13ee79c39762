using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Connections that never come to speak HTTP/2: on the clock of the app, which nobody moves but these tests.</summary>
public sealed class GrpcSilentTests
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly HistoricalScheduler clock = new(DateTimeOffset.UnixEpoch);
    readonly NotedWaits waits;

    public GrpcSilentTests() => waits = new(clock);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    // What it said was looked at once somebody waits so long for more.
    async Task<Socket> Connect(GrpcRun server, string said, TimeSpan waited)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Uri.Port, Token);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(said), Token);
        await waits.Until(waited);
        return socket;
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI")]
    [InlineData("PRI * HTTP/2.")]
    public async Task P10_one_that_says_nothing_or_half_a_preface_is_closed_at_once_when_the_server_stops(string said)
    {
        await using var server = await GrpcRun.Start(env: Env.On(waits));
        using var socket = await Connect(server, said, 30.Seconds);
        Assert.True((await server.Release().WaitAsync(patience, Token)).IsSucc);
        Assert.Equal("", await Serving.ReadAll(socket));
    }

    [Fact]
    public async Task P10_one_of_HTTP_1_1_that_lingers_is_closed_at_once_when_the_server_stops()
    {
        await using var server = await GrpcRun.Start(env: Env.On(waits));
        using var socket = await Connect(server, "GET / HTTP/1.1\r\n", 5.Seconds);
        Assert.True((await server.Release().WaitAsync(patience, Token)).IsSucc);
        Assert.StartsWith("HTTP/1.1 426 ", await Serving.ReadAll(socket));
    }

    [Fact]
    public async Task P10_one_that_does_not_shake_hands_is_closed_at_once_when_the_server_stops()
    {
        using var own = GrpcTlsTests.Certificate("server");
        var log = new CapturedLog();
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Certificate = _ => own, Loggers = loggers });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Uri.Port, Token);
        await Eventually.True(() => log.At(LogLevel.Debug).Any(static line => line.StartsWith("Connection id", StringComparison.Ordinal) && line.EndsWith(" started.", StringComparison.Ordinal)), "the connection to be taken");
        Assert.True((await server.Release().WaitAsync(5.Seconds, Token)).IsSucc);      // Kestrel would wait 10 s
        Assert.Equal("", await Serving.ReadAll(socket));
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("PRI", 30)]
    [InlineData("PRI", 7)]
    public async Task One_that_says_nothing_or_half_a_preface_is_closed_when_the_time_for_header_fields_is_over(string said, int seconds)
    {
        var options = seconds == 30 ? GrpcOptions.Default : GrpcOptions.Default with { Kestrel = kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(seconds) };
        await using var server = await GrpcRun.Start(env: Env.On(waits), options: options);
        using var socket = await Connect(server, said, TimeSpan.FromSeconds(seconds));
        var closed = Serving.ReadAll(socket);
        clock.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        // Another one is served meanwhile.
        Assert.Equal(GrpcCode.NotFound, (await server.Call(GrpcRun.SayHello, GrpcRun.Ask("error"))).Status);
        Assert.False(closed.IsCompleted);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal("", await closed.WaitAsync(patience, Token));
    }

    [Fact]
    public async Task One_that_says_its_preface_late_and_in_pieces_is_served()
    {
        await using var server = await GrpcRun.Start(env: Env.On(waits));
        using var socket = await Connect(server, "P", 30.Seconds);
        clock.AdvanceTo(DateTimeOffset.UnixEpoch + 30.Seconds - TimeSpan.FromTicks(1));
        foreach (var one in "RI * HTTP/2.0\r\n\r\nSM\r\n\r\n") await socket.SendAsync(new[] { (byte)one }, Token);
        var settings = new byte[9];
        await socket.ReceiveAsync(settings, Token);
        Assert.Equal((byte)FrameType.Settings, settings[3]);
    }
}
