using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Kratos.Reactive.Tests;

public sealed class ServerFaultTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    readonly ServerFaults faults = new();

    async Task<IConnectionListener> Listener(Func<ConnectionContext?> accept) => await new WatchedListeners(new Sockets(accept), faults).BindAsync(new IPEndPoint(IPAddress.Loopback, 8000), Token);

    IReadOnlyList<Error> Told()
    {
        var told = new List<Error>();
        using (faults.Faults.Subscribe(told.Add)) return told;
    }

    [Fact]
    public async Task A_listener_that_can_accept_no_more_is_a_fault_which_late_subscribers_are_told_too()
    {
        var listener = await Listener(() => throw new IOException("too many open files"));
        await Assert.ThrowsAsync<IOException>(() => listener.AcceptAsync(Token).AsTask());
        await Assert.ThrowsAsync<IOException>(() => listener.AcceptAsync(Token).AsTask());
        var fault = Assert.Single(Told());
        Assert.Equal((503, "ACCEPT_ENDED", "no more connections can be accepted at 127.0.0.1:8000"), (fault.Code, fault.Reason, fault.Message));
        Assert.Equal("too many open files", fault.Cause?.Message);
    }

    [Fact]
    public async Task A_listener_that_ends_without_being_told_is_a_fault_too()
    {
        Assert.Null(await (await Listener(() => null)).AcceptAsync(Token));
        Assert.Equal("ACCEPT_ENDED", Assert.Single(Told()).Reason);
    }

    [Fact]
    public async Task A_listener_that_ends_because_its_server_is_stopped_is_none()
    {
        var listener = await Listener(() => null);
        faults.Stopping();
        Assert.Null(await listener.AcceptAsync(Token));
        Assert.Empty(Told());
    }

    [Fact]
    public async Task A_server_that_runs_and_stops_has_none()
    {
        var server = await Serving.Start(Hello.Service);
        var told = new List<Error>();
        using var ear = server.Listening.Faults.Subscribe(told.Add);
        Assert.Equal("{\"message\":\"Hello kratos\"}", await server.Client.GetStringAsync("/helloworld/kratos", Token));
        await server.DisposeAsync();
        Assert.Empty(told);
    }

    sealed class Sockets(Func<ConnectionContext?> accept) : IConnectionListenerFactory, IConnectionListener
    {
        public EndPoint EndPoint { get; private set; } = new IPEndPoint(0, 0);

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            EndPoint = endpoint;
            return new(this);
        }

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(accept());

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => default;

        public ValueTask DisposeAsync() => default;
    }
}
