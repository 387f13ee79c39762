using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Addresses, connections and TLS.</summary>
public sealed class HttpClientConnectionTests
{
    static Fin<HttpTarget> Parsed(string address, bool secure = false) => HttpTarget.Parse(address, HttpClientOptions.Default with { Roots = secure ? [] : null });

    [Theory]
    [InlineData("CE6", "localhost:8000", false, "http://localhost:8000")]
    [InlineData("CE9", "https://127.0.0.1:8000", true, "https://127.0.0.1:8000")]
    [InlineData("CE10", "127.0.0.1:8000", true, "https://127.0.0.1:8000")]
    [InlineData("CE11", "h:80/base", false, "http://h:80/base")]
    [InlineData("the port of the scheme", "https://shop.example/a/b/", false, "https://shop.example:443/a/b")]
    [InlineData("IPv6", "http://[::1]:8000", false, "http://[::1]:8000")]
    [InlineData("escaped", "http://h/a%20b", false, "http://h:80/a%20b")]
    public void What_is_an_address(string row, string address, bool secure, string expected) => Assert.Equal((row, expected), (row, Parsed(address, secure).ThrowIfFail().Base));

    [Theory]
    [InlineData("CE7 W-CLI-6", "discovery:///demo", false, "to find a service by its name takes a discovery: Client.Http(target, discovery)")]
    [InlineData("CE13", "127.0.0.1:8888:xxxxa", false, "say http://host:port or https://host:port")]
    [InlineData("", "http://a:1/?x=1", false, "a client calls a host, a port and a path, without anything behind them")]
    [InlineData("", "http://me@a:1", false, "a client calls a host, a port and a path, without anything behind them")]
    [InlineData("", "http://a:1", true, "there are settings of TLS: say https")]
    [InlineData("", "ftp://a", false, "'ftp' is neither http nor https, and to find a service by its name takes a discovery")]
    [InlineData("", "", false, "say http://host:port or https://host:port")]
    public void What_is_none(string row, string address, bool secure, string why) =>
        Assert.Equal((row, $"'{address}' is not an address to call: {why}"), (row, Parsed(address, secure).Error.Message));

    [Fact]
    public async Task A_wrong_address_or_setting_is_a_failure_when_the_client_is_acquired()
    {
        Assert.Equal("BAD_ADDRESS", (await Client.Http("nonsense:///").Allocate.RunAsync(Env.System)).Error.Reason);
        HttpClientOptions[] wrong =
        [
            new() { MaxConnections = 0 }, new() { ConnectTimeout = TimeSpan.Zero }, new() { IdleTimeout = -2.Seconds }, new() { ConnectionLifetime = TimeSpan.Zero }, new() { MaxReceivedHeaders = 0 }, new() { Codecs = [] },
            new() { Call = new() { IdleTimeout = TimeSpan.Zero } }, new() { Call = new() { MaxReceive = -1 } }, new() { Call = new() { MaxSend = -1 } }, new() { Call = new() { MaxUrl = 0 } },
            new() { UserAgent = "a\nb" }, new() { Codecs = [Codec.Json, Codec.Json] },
        ];
        foreach (var options in wrong) Assert.Equal("BAD_OPTION", (await Client.Http("http://127.0.0.1:1", options).Allocate.RunAsync(Env.System)).Error.Reason);
    }

    [Fact]
    public async Task Calls_one_after_the_other_use_one_connection()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "{}"));
        await using var client = await HttpCalled.At(server.Address);
        for (var i = 0; i < 20; i++) (await client.Ask(i % 2 == 0 ? HttpCalled.Get : HttpCalled.Post)).ThrowIfFail();
        for (var i = 0; i < 20; i++) (await client.Ask(HttpCalled.Get)).ThrowIfFail();
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_connection_that_was_used_for_a_failure_is_used_again()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(404, """{"code":404}"""));
        await using var client = await HttpCalled.At(server.Address);
        for (var i = 0; i < 5; i++) Assert.Equal(404, (await client.Ask(HttpCalled.Get)).Error.Code);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Without_a_server_a_call_is_unavailable_and_its_caller_is_not_told_where()
    {
        await using var client = await HttpCalled.At("http://127.0.0.1:1");
        var end = await client.Ask(HttpCalled.Get);
        Assert.Equal(Error.Unavailable("UNAVAILABLE", "the server cannot be reached"), end.Error);
        Assert.IsAssignableFrom<SocketException>(end.Error.Cause);
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer_is_lost()
    {
        await using var server = RawHttp.Of(static _ => null);
        await using var client = await HttpCalled.At(server.Address);
        Assert.Equal((503, "the connection was lost"), (await client.Ask(HttpCalled.Post)).Error is var error ? (error.Code, error.Message) : default);
    }

    [Fact]
    public async Task Giving_the_client_back_ends_what_goes_on()
    {
        await using var server = RawHttp.Silent();
        var client = await HttpCalled.At(server.Address);
        var asked = client.Ask(HttpCalled.Get);
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        await client.Close();
        Assert.Equal("CLIENT_CLOSED", (await asked).Error.Reason);
        Assert.Equal("CLIENT_CLOSED", (await client.Ask(HttpCalled.Get)).Error.Reason);
    }

    [Fact]
    public async Task Connections_are_dialled_the_way_the_user_wants()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "{}"));
        await using var client = await HttpCalled.At("http://shop.example/x", options => options with
        {
            Dial = async (to, token) =>
            {
                Assert.Equal(("shop.example", 80), (to.Host, to.Port));
                var socket = new TcpClient();
                await socket.ConnectAsync("127.0.0.1", server.Port, token);
                return socket.GetStream();
            },
        });
        (await client.Ask(HttpCalled.Get)).ThrowIfFail();
        Assert.Equal("shop.example", Assert.Single(server.Asks)["Host"]);
    }

    static async Task<Fin<Reply>> Secure(Func<HttpClientOptions, HttpClientOptions> options, bool asks = false)
    {
        using var certificate = TestCertificates.Leaf(TestCertificates.Ours, "shop.example");
        await using var server = RawHttp.Of(static _ => Task.FromResult<byte[]?>(Encoding.ASCII.GetBytes(RawHttp.Answer(200, "{}"))), async inner =>
        {
            var tls = new SslStream(inner);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                ClientCertificateRequired = asks,
                CertificateChainPolicy = TestCertificates.Trusting(TestCertificates.Ours),
            });
            return tls;
        });
        await using var client = await HttpCalled.At($"127.0.0.1:{server.Port}", options);
        return await client.Ask(HttpCalled.Get);
    }

    [Fact]
    public async Task CE15_settings_of_TLS_are_those_of_one_client_and_stay_what_they_were()
    {
        var options = Trusting(HttpClientOptions.Default, "shop.example");
        var before = options.Roots!.Count;
        (await Secure(_ => options)).ThrowIfFail();
        Assert.Equal("there is no secure connection to the server", (await Secure(static _ => HttpClientOptions.Default with { ServerName = "shop.example" })).Error.Message);
        (await Secure(_ => options)).ThrowIfFail();
        Assert.Equal((before, null), (options.Roots.Count, HttpClientOptions.Default.Roots));
    }

    static HttpClientOptions Trusting(HttpClientOptions options, string name) => options with { Roots = [TestCertificates.Ours], ServerName = name };

    [Fact]
    public async Task A_server_of_a_trusted_root_is_called_over_TLS() => (await Secure(static options => Trusting(options, "shop.example"))).ThrowIfFail();

    [Fact]
    public async Task A_server_of_another_name_or_root_or_of_none_is_not()
    {
        Func<HttpClientOptions, HttpClientOptions>[] all =
            [static options => Trusting(options, "other.example"), static options => options with { Roots = [TestCertificates.Others], ServerName = "shop.example" }, static options => options with { ServerName = "shop.example" }];
        foreach (var options in all) Assert.Equal("there is no secure connection to the server", (await Secure(options)).Error.Message);
    }

    [Fact]
    public async Task A_client_shows_its_certificate_to_a_server_that_asks_and_without_one_is_refused()
    {
        using var certificate = TestCertificates.Leaf(TestCertificates.Ours, "caller");
        (await Secure(options => Trusting(options, "shop.example") with { Certificate = certificate }, asks: true)).ThrowIfFail();
        Assert.Equal(503, (await Secure(static options => Trusting(options, "shop.example"), asks: true)).Error.Code);
    }

    [Fact]
    public async Task Our_server_and_our_client_speak_HTTP_2_over_TLS()
    {
        using var certificate = TestCertificates.Leaf(TestCertificates.Ours, "localhost");
        var service = new Service("binding.Echo").Unary<Binding.HelloRequest, Binding.HelloRequest>("Hello", SuccessEff, HttpRule.Get("/hello/{name}"));
        await using var server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate }, service), Env.System);
        await using var client = await HttpCalled.At($"https://127.0.0.1:{server.Uri.Port}", static options => Trusting(options, "localhost"));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.Ask(HttpCalled.Get))), static end => Assert.True(end.IsSucc));
    }
}
