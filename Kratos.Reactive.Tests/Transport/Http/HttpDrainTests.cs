using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Text;

namespace Kratos.Reactive.Tests;

public sealed class HttpDrainTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A handler that waits until the test lets it go on, or its caller leaves.</summary>
    sealed class Gate
    {
        readonly SemaphoreSlim entered = new(0);
        readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Fin<Unit>? End { get; private set; }

        internal Service Service => new Service("x.Gate").Unary<Unit, string>("Wait", _ => Wait.Map(_ => "done"), HttpRule.Get("/wait"), HttpRule.Get("/second"));

        Eff<Unit> Wait => (liftEff(() => { entered.Release(); }) >> liftEff(async env =>
        {
            await open.Task.WaitAsync(env.Token);
            return Unit.Default;
        })).Finally(end =>
        {
            End = end;
            return unitEff;
        });

        internal Task Entered => entered.WaitAsync(Token);

        internal void Open() => open.SetResult();
    }

    static byte[] Ask(params string[] paths) => Encoding.ASCII.GetBytes(string.Concat(paths.Select(path => $"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")));

    [Fact]
    public async Task What_is_in_flight_ends_and_says_that_the_connection_does_too()
    {
        var gate = new Gate();
        var server = await Serving.Start(gate.Service);
        using var socket = await server.Connect();
        await socket.SendAsync(Ask("/wait"), Token);
        await gate.Entered;
        var release = server.Release();
        await Eventually.True(() => IsRefused(server.Uri.Port), "new connections to be refused");
        Assert.False(release.IsCompleted);
        gate.Open();
        var answer = Answer.Of(await Serving.ReadAll(socket));
        Assert.Equal((200, "close", "\"done\""), (answer.Status, answer.Fields["Connection"], answer.Body));
        Assert.True((await release).IsSucc);
        Assert.True(gate.End!.Value.IsSucc);
        NoSocketIsOpen(server.Uri.Port);
    }

    [Fact]
    public async Task Idle_connections_are_closed_at_once()
    {
        var server = await Serving.Start(Hello.Service);
        using var fresh = await server.Connect();
        using var used = await server.Connect();
        await used.SendAsync(Ask("/helloworld/kratos"), Token);
        var buffer = new byte[4096];
        Assert.NotEqual(0, await used.ReceiveAsync(buffer, Token));
        Assert.True((await server.Release()).IsSucc);
        Assert.Equal("", await Serving.ReadAll(used));
        Assert.Equal("", await Serving.ReadAll(fresh));
        NoSocketIsOpen(server.Uri.Port);
    }

    [Fact]
    public async Task A_request_sent_ahead_is_not_begun_once_the_drain_has()
    {
        var gate = new Gate();
        var server = await Serving.Start(gate.Service);
        using var socket = await server.Connect();
        await socket.SendAsync(Ask("/wait", "/second"), Token);
        await gate.Entered;
        var release = server.Release();
        await Eventually.True(() => IsRefused(server.Uri.Port), "new connections to be refused");
        gate.Open();
        var text = await Serving.ReadAll(socket);
        Assert.Equal(2, text.Split("HTTP/1.1 200 OK").Length);
        Assert.True((await release).IsSucc);
    }

    [Fact]
    public async Task What_does_not_end_is_cut_when_the_token_of_the_release_fires()
    {
        var gate = new Gate();
        using var force = new CancellationTokenSource();
        var server = await Serving.Start(Server.Http("http://127.0.0.1:0", gate.Service), Env.System);
        using var socket = await server.Connect();
        await socket.SendAsync(Ask("/wait"), Token);
        await gate.Entered;
        var release = server.ReleaseUntil(force.Token);
        await Eventually.True(() => IsRefused(server.Uri.Port), "new connections to be refused");
        Assert.False(release.IsCompleted);
        await force.CancelAsync();
        Assert.True((await release).IsSucc);
        Assert.Equal("", await Serving.ReadAll(socket));
        await Eventually.True(() => gate.End is not null, "the handler to be told");
        Assert.Equal(Error.Cancelled, gate.End!.Value.Error);
        NoSocketIsOpen(server.Uri.Port);
    }

    [Fact]
    public async Task HS29_a_stop_whose_time_is_over_closes_what_is_in_flight_by_force_and_tells_it()
    {
        var gate = new Gate();
        var app = new App("rows", "v1") { Servers = [Server.Http("http://127.0.0.1:0", gate.Service)], StopTimeout = 1.Milliseconds };
        using var stop = new Subject<Unit>();
        using var told = new ReplaySubject<Lifecycle>();
        using var run = app.Run(stop, Env.System).Subscribe(told.OnNext, static _ => { }, static () => { });
        var bound = await told.OfType<Lifecycle.Bound>().FirstAsync().ToTask(Token);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, bound.Endpoints[0].Port, Token);
        await socket.SendAsync(Ask("/wait"), Token);
        await gate.Entered;
        stop.OnNext(Unit.Default);
        var late = await told.OfType<Lifecycle.Failed>().FirstAsync().ToTask(Token);
        Assert.Equal(("Stop http", "http did not stop within 00:00:00.0010000, and was closed by force"), (late.Stage, late.Error.Message));
        await told.OfType<Lifecycle.Stopped>().FirstAsync().ToTask(Token);
        Assert.Equal("", await Serving.ReadAll(socket));
        await Eventually.True(() => gate.End is not null, "the handler to be told");
        Assert.Equal(Error.Cancelled, gate.End!.Value.Error);
    }

    [Fact]
    public async Task A_port_in_use_is_a_clear_failure_and_is_free_again_after_the_stop()
    {
        var first = await Serving.Start(Hello.Service);
        var address = first.Uri.ToString().TrimEnd('/');
        var failed = await Server.Http(address, Hello.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal((409, "ADDRESS_IN_USE", $"cannot listen on {address}: the port is in use already"), (failed.Error.Code, failed.Error.Reason, failed.Error.Message));
        Assert.Equal("{\"message\":\"Hello kratos\"}", await first.Client.GetStringAsync("/helloworld/kratos", Token));
        await first.DisposeAsync();
        await using var second = await Serving.Start(Server.Http(address, Hello.Service), Env.System);
        Assert.Equal(first.Uri, second.Uri);
    }

    [Fact]
    public async Task Two_servers_stand_beside_each_other_and_stop_each_for_itself()
    {
        await using var first = await Serving.Start(Hello.Service);
        var second = await Serving.Start(Hello.Service);
        Assert.NotEqual(first.Uri.Port, second.Uri.Port);
        await second.DisposeAsync();
        Assert.True(IsRefused(second.Uri.Port));
        Assert.Equal("{\"message\":\"Hello kratos\"}", await first.Client.GetStringAsync("/helloworld/kratos", Token));
    }

    static bool IsRefused(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    // A connection that the kernel still winds up (the last packets) is no socket of this process.
    static void NoSocketIsOpen(int port)
    {
        var network = IPGlobalProperties.GetIPGlobalProperties();
        Assert.DoesNotContain(network.GetActiveTcpListeners(), end => end.Port == port);
        Assert.DoesNotContain(network.GetActiveTcpConnections(), one => one.LocalEndPoint.Port == port && one.State is TcpState.Established or TcpState.CloseWait);
    }
}
