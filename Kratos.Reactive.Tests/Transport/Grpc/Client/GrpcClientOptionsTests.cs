namespace Kratos.Reactive.Tests;

/// <summary>Settings that make no sense are named, before anything is sent.</summary>
public sealed class GrpcClientOptionsTests
{
    static readonly GrpcClientOptions good = GrpcClientOptions.Default;

    public static TheoryData<string, GrpcClientOptions> Clients => new()
    {
        { "ConnectTimeout", good with { ConnectTimeout = TimeSpan.Zero } },
        { "MaxConnections", good with { MaxConnections = 0 } },
        { "MaxReceivedMetadata", good with { MaxReceivedMetadata = 0 } },
        { "KeepAlive", good with { KeepAlive = 999.Milliseconds } },
        { "KeepAliveTimeout", good with { KeepAliveTimeout = 999.Milliseconds } },
        { "KeepAlivePolicy", good with { KeepAlivePolicy = (HttpKeepAlivePingPolicy)7 } },
        { "IdleTimeout", good with { IdleTimeout = TimeSpan.Zero } },
    };

    public static TheoryData<string, GrpcCallOptions> Calls => new()
    {
        { "Timeout", new() { Timeout = -2.Seconds } },
        { "WhenDown", new() { WhenDown = (WhenDown)7 } },
        { "Compression", new() { Compression = (GrpcCompression)7 } },
        { "MaxReceive", new() { MaxReceive = -1 } },
        { "MaxSend", new() { MaxSend = -1 } },
        { "MaxMetadata", new() { MaxMetadata = -1 } },
        { "Authority", new() { Authority = "" } },
        { "Authority", new() { Authority = "a b" } },
        { "Authority", new() { Authority = "shop.example/path" } },
        { "Authority", new() { Authority = "me@shop.example" } },
        { "Authority", new() { Authority = "shop.example:port" } },
    };

    [Theory, MemberData(nameof(Clients), DisableDiscoveryEnumeration = true)]
    public async Task A_setting_of_a_client_fails_the_acquire(string name, GrpcClientOptions options)
    {
        var error = (await Client.Grpc("http://127.0.0.1:1", options).Use(static _ => unitEff).RunAsync(Env.System)).Error;
        Assert.Equal((400, "BAD_OPTION"), (error.Code, error.Reason));
        Assert.StartsWith($"GrpcClientOptions.{name} must be ", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task A_setting_of_calls_fails_the_acquire_or_the_call(string name, GrpcCallOptions call)
    {
        var acquire = (await Client.Grpc("http://127.0.0.1:1", good with { Call = call }).Use(static _ => unitEff).RunAsync(Env.System)).Error;
        Assert.Equal((400, "BAD_OPTION"), (acquire.Code, acquire.Reason));
        await using var client = await Called.At("http://127.0.0.1:1");
        var error = (await client.Client.With(GrpcCall(_ => call)).Call(Called.Asking()).RunAsync(Env.System)).Error;
        Assert.Equal((500, "BAD_OPTION"), (error.Code, error.Reason));
        Assert.StartsWith($"GrpcCallOptions.{name} must be ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.example")]
    [InlineData("shop.example:8443")]
    [InlineData("my_shop")]
    [InlineData("10.0.0.1:80")]
    [InlineData("[::1]:80")]
    public async Task An_authority_that_is_one_is_sent(string authority)
    {
        await using var server = new RawServer(static stream => stream.Only(("grpc-status", "5")));
        await using var client = await Called.At(server, call => call with { Authority = authority });
        Assert.Equal(404, (await client.Asked()).Error.Code);
        Assert.Equal(authority, Assert.Single(server.Streams)[":authority"]);
    }
}
