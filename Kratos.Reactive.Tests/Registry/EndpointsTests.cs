namespace Kratos.Reactive.Tests;

public sealed class EndpointsTests
{
    static string? First(string scheme, params string[] texts) => Endpoints.ParseAll(texts).OfScheme(scheme).Select(endpoint => endpoint.Authority).FirstOrDefault();

    [Fact]
    public void EP13_an_endpoint_is_found_by_its_scheme() => Assert.Equal("github.com", First("https", "https://github.com/go-kratos/kratos"));

    [Fact]
    public void EP14_another_scheme_is_no_endpoint_and_no_failure() => Assert.Null(First("https", "http://go-kratos.dev/"));

    [Fact]
    public void EP15_a_secure_grpc_endpoint_is_found() => Assert.Equal("localhost:8080", First("grpcs", "grpcs://localhost:8080/"));

    [Fact]
    public void EP17_a_text_that_is_no_endpoint_hides_no_other()
    {
        Assert.Equal("a", First("http", "%zz", "http://a:80"));
        Assert.Equal("a", First("http", "http://a:80", "%zz"));
    }

    [Fact]
    public void EP18_the_old_flag_means_nothing() => Assert.Null(First("https", "http://127.0.0.1:8000?isSecure=true"));

    [Fact]
    public void EP19_the_secure_twin_of_a_scheme() => Assert.Equal(["https", "https", "grpcs", "grpcs"], new[] { "http", "https", "grpc", "grpcs" }.Select(Endpoints.Secured));

    [Theory]
    [InlineData("127.0.0.1:80", "no scheme")]
    [InlineData("localhost", "no scheme")]
    [InlineData("http://", "no host")]
    [InlineData("http://:80", "no host")]
    [InlineData("http://*:80", "no host")]
    [InlineData("http://a:70000", "port up to 65535")]
    [InlineData("/a/path", "no scheme")]
    [InlineData("", "no scheme")]
    public void A_text_that_is_none_is_refused_with_its_name_and_why(string text, string why)
    {
        var error = Endpoints.Parse(text, "server.http").Error;
        Assert.Equal((400, "ENDPOINT_INVALID"), (error.Code, error.Reason));
        Assert.StartsWith($"server.http '{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal("server.http", error.Metadata["field"]);
    }

    [Fact]
    public void Only_endpoints_that_can_be_called_are_chosen() =>
        Assert.Equal(["http://a:1"], Endpoints.ParseAll(["http://0.0.0.0:1", "http://[::]:1", "http://a:0", "HTTP://a:1", null]).OfScheme("http").Select(endpoint => endpoint.AbsoluteUri.TrimEnd('/')));

    [Theory]
    [InlineData("127.0.0.1:8000", "127.0.0.1", 8000)]
    [InlineData("www.bilibili.com:80", "www.bilibili.com", 80)]
    [InlineData("h:65535", "h", 65535)]
    [InlineData(":80", "", 80)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("*:0", "*", 0)]
    public void EP6_to_EP9_a_host_and_a_port_are_read_and_written_back(string text, string host, int port)
    {
        var read = HostPort.Parse(text).ThrowIfFail();
        Assert.Equal(new HostPort(host, port), read);
        Assert.Equal(text, read.ToString());
    }

    [Theory]
    [InlineData("h:70000", "port from 0 to 65535")]
    [InlineData("h:-1", "port from 0 to 65535")]
    [InlineData("h: 1", "port from 0 to 65535")]
    [InlineData("h", "no port")]
    [InlineData("", "no port")]
    [InlineData("x", "no port")]
    [InlineData("[::1]", "no port")]
    [InlineData("::1:80", "without brackets")]
    [InlineData("a b:80", "looked up")]
    public void EP9_EP10_what_is_no_host_and_port_is_refused_and_says_why(string text, string why)
    {
        var error = HostPort.Parse(text, "listen").Error;
        Assert.Equal((400, "ADDRESS_INVALID"), (error.Code, error.Reason));
        Assert.StartsWith($"listen '{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:1", true, false)]
    [InlineData("[::]:1", true, false)]
    [InlineData(":1", true, false)]
    [InlineData("127.0.0.1:1", false, true)]
    [InlineData("127.8.0.1:1", false, true)]
    [InlineData("[::ffff:127.0.0.1]:1", false, true)]
    [InlineData("api.localhost:1", false, true)]
    [InlineData("localhost.example.org:1", false, false)]
    public void Wildcards_and_loopback_are_told_apart(string text, bool wildcard, bool loopback)
    {
        var read = HostPort.Parse(text).ThrowIfFail();
        Assert.Equal((wildcard, loopback), (read.IsWildcard, read.IsLoopback));
    }

    [Theory]
    [InlineData("https://a", "a:443")]
    [InlineData("grpc://[::1]:9000", "[::1]:9000")]
    public void An_endpoint_has_a_host_and_a_port(string endpoint, string expected) => Assert.Equal(expected, HostPort.Of(new(endpoint)).ThrowIfFail().ToString());

    [Fact]
    public void An_endpoint_of_an_unknown_scheme_without_a_port_has_none() => Assert.Equal("ADDRESS_INVALID", HostPort.Of(new("grpc://a")).Error.Reason);
}
