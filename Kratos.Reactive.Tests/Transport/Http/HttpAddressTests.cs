using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

public sealed class HttpAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0", "127.0.0.1", "127.0.0.1")]
    [InlineData("http://localhost:0", "127.0.0.1", "127.0.0.1")]
    [InlineData("http://0.0.0.0:0", "0.0.0.0", "127.0.0.1")]
    [InlineData("http://[::1]:0", "[::1]", "::1")]
    [InlineData("http://[::]:0", "[::]", "::1")]
    [InlineData("http://[::]:0", "[::]", "127.0.0.1")]
    [InlineData("HTTP://127.0.0.1:0/", "127.0.0.1", "127.0.0.1")]
    public async Task W_HTTP_15_HS30_the_endpoint_says_what_was_really_bound(string address, string host, string reachable)
    {
        if (address.Contains('[', StringComparison.Ordinal)) Assert.SkipUnless(Socket.OSSupportsIPv6 && HasIPv6(), "this machine has no IPv6");
        await using var server = await Serving.Start(Server.Http(address, Hello.Service), Env.System);
        var endpoint = Assert.Single(server.Listening.Endpoints);
        Assert.Equal(("http", host), (endpoint.Scheme, endpoint.Host));
        Assert.InRange(endpoint.Port, 1, 65535);
        using var socket = new Socket(IPAddress.Parse(reachable).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(reachable), endpoint.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync("GET /helloworld/kratos HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        Assert.Equal(200, Answer.Of(await Serving.ReadAll(socket)).Status);
    }

    [Theory]
    [InlineData("", "say http://host:port, or https://host:port")]
    [InlineData("127.0.0.1:8000", "say http://host:port, or https://host:port")]
    [InlineData(":8000", "say http://host:port, or https://host:port")]
    [InlineData("8000", "say http://host:port, or https://host:port")]
    [InlineData("ftp://127.0.0.1:8000", "say http://host:port, or https://host:port")]
    [InlineData("http://", "say http://host:port, or https://host:port")]
    [InlineData("http://:8000", "say http://host:port, or https://host:port")]
    [InlineData("http://127.0.0.1:65536", "say http://host:port, or https://host:port")]
    [InlineData("http://127.0.0.1:-1", "say http://host:port, or https://host:port")]
    [InlineData("http://127.0.0.1:http", "say http://host:port, or https://host:port")]
    [InlineData("http://[::1:8000", "say http://host:port, or https://host:port")]
    [InlineData("http://127.0.0.1:8000/api", "a server listens on a host and a port, without anything behind them")]
    [InlineData("http://127.0.0.1:8000?x=1", "a server listens on a host and a port, without anything behind them")]
    [InlineData("http://127.0.0.1:8000/#x", "a server listens on a host and a port, without anything behind them")]
    [InlineData("http://me@127.0.0.1:8000", "a server listens on a host and a port, without anything behind them")]
    [InlineData("http://example.com:8000", "a server listens on an IP address or localhost; 0.0.0.0 and [::] are all of them")]
    [InlineData("http://*:8000", "say http://host:port, or https://host:port")]
    [InlineData("http://+:8000", "say http://host:port, or https://host:port")]
    [InlineData("https://127.0.0.1:8000", "https needs HttpOptions.Certificate")]
    public async Task What_is_no_address_is_refused_and_says_why(string address, string why)
    {
        var end = await Server.Http(address, Hello.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal((400, "BAD_ADDRESS", $"'{address}' is not an address to listen on: {why}"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }

    [Fact]
    public async Task An_address_of_another_machine_is_a_clear_failure()
    {
        var end = await Server.Http("http://203.0.113.1:0", Hello.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal((500, "BIND_FAILED"), (end.Error.Code, end.Error.Reason));
        Assert.StartsWith("cannot listen on http://203.0.113.1:0: ", end.Error.Message, StringComparison.Ordinal);
    }

    static bool HasIPv6()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
