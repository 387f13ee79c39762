using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What the client sends. Numbers are those of the protocol's checklist.</summary>
public sealed class GrpcClientRequestTests
{
    static async Task Echo(RawStream stream)
    {
        var asked = await stream.Message<Ask>();
        Assert.Null(await stream.Message());
        await stream.Headers();
        await stream.Send(new Greeting { Message = $"Hello {asked.Name}" });
        await stream.Ok();
    }

    static async Task<RawStream> Sent(Func<Called, Task<Fin<Reply>>> ask, Func<GrpcCallOptions, GrpcCallOptions>? call = null)
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, call);
        (await ask(client)).ThrowIfFail();
        return Assert.Single(server.Streams);
    }

    [Fact]
    public async Task Point_1_a_call_is_a_POST_of_its_operation_with_what_the_protocol_asks_for()
    {
        var sent = await Sent(client => client.Asked());
        Assert.Equal("POST", sent[":method"]);
        Assert.Equal("/helloworld.v1.Greeter/SayHello", sent[":path"]);
        Assert.Equal("http", sent[":scheme"]);
        Assert.StartsWith("127.0.0.1:", sent[":authority"], StringComparison.Ordinal);
        Assert.Equal("trailers", sent["te"]);
        Assert.Equal("application/grpc", sent["content-type"]);
        Assert.Equal("identity,gzip,deflate", sent["grpc-accept-encoding"]);
        Assert.Matches("^grpc-dotnet-kratos/[0-9]", sent["user-agent"]);
        Assert.Equal("", sent["grpc-timeout"]);
        Assert.Equal("", sent["content-length"]);
        Assert.Equal("", sent["traceparent"]);
    }

    [Fact]
    public async Task Point_1_the_timeout_comes_right_after_the_pseudo_headers()
    {
        var sent = await Sent(client => client.Asked(), call => call with { Timeout = 1.Hours });
        Assert.Equal("grpc-timeout", sent.Fields.First(field => field.Name[0] != ':').Name);
    }

    [Fact]
    public async Task Point_3_what_is_left_of_the_deadline_is_sent()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, env: time.Env);
        (await client.Asked(time.Env.WithDeadline(time.Env.Time.GetUtcNow() + 3.Seconds))).ThrowIfFail();
        Assert.Equal("3000000u", Assert.Single(server.Streams)["grpc-timeout"]);
    }

    [Fact]
    public async Task The_earlier_of_deadline_and_timeout_is_sent()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, call => call with { Timeout = 10.Seconds }, time.Env);
        (await client.Asked(time.Env.WithDeadline(time.Env.Time.GetUtcNow() + 3.Seconds))).ThrowIfFail();
        (await client.Asked(time.Env.WithDeadline(time.Env.Time.GetUtcNow() + 30.Seconds))).ThrowIfFail();
        Assert.Equal(["3000000u", "10000000u"], server.Streams.Select(stream => stream["grpc-timeout"]));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_sends_nothing()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, env: time.Env);
        Assert.Equal(Error.TimedOut, (await client.Asked(time.Env.WithDeadline(time.Env.Time.GetUtcNow()))).Error);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task Point_11_all_values_of_a_name_are_sent_in_order_and_binary_ones_without_padding()
    {
        var sent = await Sent(client => client.Asked(headers: Headers.Empty.Add("X-Multi", "a").Add("x-multi", "b").AddBinary("trace-bin", [1]).Add("expires", "never")));
        Assert.Equal(["a", "b"], Values(sent, "x-multi"));
        Assert.Equal("AQ", sent["trace-bin"]);
        Assert.Equal("never", sent["expires"]);
    }

    [Fact]
    public async Task Point_11_repeated_values_stay_apart_whatever_their_length_and_number_in_calls_side_by_side()
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, call => call with { MaxMetadata = 200_000 });
        int[] lengths = [0, 1, 126, 127, 128, 254, 255, 16_300, 20_000];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            var values = lengths.Select(length => new string((char)('a' + n), length)).ToList();
            var fields = values.Aggregate(Headers.Empty.Add("n", $"{n}").Add("one", "1"), static (fields, value) => fields.Add("many", value).Add("too-bin", "AQI"));
            (await client.Asked(headers: fields)).ThrowIfFail();
            var sent = server.Streams.Single(stream => stream["n"] == $"{n}");
            Assert.Equal(values, Values(sent, "many"));
            Assert.Equal(values.Select(static _ => "AQI"), Values(sent, "too-bin"));
            Assert.Equal(["1"], Values(sent, "one"));
        }));
    }

    static IEnumerable<string> Values(RawStream sent, string name) => sent.Fields.Where(field => field.Name == name).Select(static field => field.Value);

    [Theory]
    [InlineData("grpc-status", "1", "HEADER_RESERVED")]
    [InlineData("content-type", "text/plain", "HEADER_RESERVED")]
    [InlineData("a*b", "1", "HEADER_INVALID")]
    public async Task Point_11_metadata_that_may_not_be_sent_is_refused_before_anything_is(string name, string value, string reason)
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server);
        Assert.Equal(reason, (await client.Asked(headers: Headers.Empty.Add(name, value))).Error.Reason);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task Point_12_metadata_is_held_to_its_limit_to_the_byte()
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, call => call with { MaxMetadata = 100 });
        (await client.Asked(headers: Headers.Empty.Add("name", new string('v', 64)))).ThrowIfFail();
        Assert.Equal("HEADERS_TOO_LARGE", (await client.Asked(headers: Headers.Empty.Add("name", new string('v', 65)))).Error.Reason);
    }

    [Fact]
    public async Task Global_metadata_travels_on_and_the_rest_stays()
    {
        var fields = Headers.Empty.Add("x-md-global-user", "7").Add("x-md-global-user", "8").Add("x-md-local-a", "1").Add("other", "2").Add("x-md-global-zone", "old");
        var sent = await Sent(client => withMetadata(fields, client.Client.Call(Called.Asking() with { Headers = Headers.Empty.Add("x-md-global-zone", "new") })).RunAsync(client.Env).AsTask());
        Assert.Equal(["7", "8"], Values(sent, "x-md-global-user"));
        Assert.Equal("new", sent["x-md-global-zone"]);
        Assert.Equal("", sent["x-md-local-a"]);
        Assert.Equal("", sent["other"]);
    }

    [Theory]
    [InlineData(GrpcCompression.Gzip, "gzip")]
    [InlineData(GrpcCompression.Deflate, "deflate")]
    public async Task Point_17_a_message_is_compressed_as_the_call_says_where_that_makes_it_smaller(GrpcCompression compression, string name)
    {
        var seen = new List<(string, bool, int)>();
        await using var server = new RawServer(async stream =>
        {
            var length = (await stream.Message())!.Length;
            lock (seen) seen.Add((stream["grpc-encoding"], stream.Compressed, length));
            await stream.Headers();
            await stream.Send(new Greeting());
            await stream.Ok();
        });
        await using var client = await Called.At(server);
        var packed = client.Client.With(GrpcCall(call => call with { Compression = compression }));
        (await packed.Call(Called.Asking(new string('a', 10_000))).RunAsync(Env.System)).ThrowIfFail();
        (await packed.Call(Called.Asking("a")).RunAsync(Env.System)).ThrowIfFail();
        (await client.Asked(name: new string('a', 10_000))).ThrowIfFail();
        Assert.Equal((name, true), (seen[0].Item1, seen[0].Item2));
        Assert.True(seen[0].Item3 < 200, $"{seen[0].Item3} bytes");
        Assert.Equal((name, false, 3), seen[1]);
        Assert.Equal(("", false, 10_003), seen[2]);
    }

    [Fact]
    public async Task The_authority_of_a_call_replaces_that_of_the_address()
    {
        var sent = await Sent(client => client.Asked(), call => call with { Authority = "shop.example" });
        Assert.Equal("shop.example", sent[":authority"]);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_not_sent()
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server, call => call with { MaxSend = 7 });
        (await client.Asked(name: "world")).ThrowIfFail();
        Assert.Equal((429, "RESOURCE_EXHAUSTED"), Code(await client.Asked(name: "worlds")));
        Assert.Single(server.Streams);
    }

    [Theory]
    [InlineData("/a.B/C d")]
    [InlineData("/a.B/C?d")]
    [InlineData("/a.B/")]
    [InlineData("a.B/C")]
    [InlineData("/a.B/Ö")]
    public async Task An_operation_that_is_no_path_is_refused(string operation)
    {
        await using var client = await Called.At("http://127.0.0.1:1");
        Assert.Equal("OPERATION_INVALID", (await client.Client.Call(Called.Asking() with { Operation = operation }).RunAsync(Env.System)).Error.Reason);
    }

    [Fact]
    public async Task A_request_without_a_description_of_its_method_is_told_so()
    {
        await using var client = await Called.At("http://127.0.0.1:1");
        Assert.Equal("METHOD_MISSING", (await client.Client.Call(new Request("/a.B/C", new Ask())).RunAsync(Env.System)).Error.Reason);
    }

    [Theory]
    [InlineData("ftp://a:1")]
    [InlineData("http://a:1/path")]
    [InlineData("grpc://a")]
    [InlineData("127.0.0.1:80")]
    public async Task An_address_that_is_none_fails_the_acquire(string address) =>
        Assert.Equal("BAD_ADDRESS", (await Client.Grpc(address).Use(_ => unitEff).RunAsync(Env.System)).Error.Reason);

    [Fact]
    public async Task Settings_of_TLS_without_TLS_are_refused() =>
        Assert.Equal("BAD_ADDRESS", (await Client.Grpc("http://a:1", GrpcClientOptions.Default with { ServerName = "b" }).Use(_ => unitEff).RunAsync(Env.System)).Error.Reason);

    static (int, string) Code(Fin<Reply> end) => (end.Error.Code, end.Error.Reason);
}
