using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Helloworld.V1;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

public sealed class HelloWorldTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly HttpClient http = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    static Program Hello() => Program.Sample("HelloWorld", "--http", "http://127.0.0.1:0", "--grpc", "http://127.0.0.1:0");

    [Theory]
    [InlineData("kratos", 200, """{"message":"Hello kratos"}""")]
    [InlineData("J%C3%BCrgen%20%2F", 200, """{"message":"Hello J\u00FCrgen /"}""")]
    [InlineData("error", 400, """{"code":400,"reason":"CUSTOM_ERROR","message":"you asked for an error","metadata":{}}""")]
    public async Task It_answers(string name, int status, string body)
    {
        await using var hello = Hello();
        var address = await hello.Address("http");
        using var reply = await http.GetAsync(new Uri(address, $"/helloworld/{name}"), Token);
        Assert.Equal(status, (int)reply.StatusCode);
        Assert.Equal("application/json", reply.Content.Headers.ContentType!.MediaType);
        using var expected = System.Text.Json.JsonDocument.Parse(body);
        using var actual = System.Text.Json.JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Token));
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual.RootElement.ToString());
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task It_is_alive_and_ready_when_it_has_started(string path)
    {
        await using var hello = Hello();
        var address = await hello.Address("http");
        await hello.Line("started");
        Assert.Equal("""{"status":"SERVING"}""", await http.GetStringAsync(new Uri(address, path), Token));
    }

    [Fact]
    public async Task It_describes_itself()
    {
        await using var hello = Hello();
        var text = await http.GetStringAsync(new Uri(await hello.Address("http"), "/openapi.json"), Token);
        var judge = new ApiJudge(text);
        Assert.Equal(
            ["/helloworld/{name}", "/helloworld", "/helloworld/{name}/replies", "/helloworld.v1.Greeter/LotsOfGreetings", "/helloworld/chat", "/healthz/live", "/healthz/ready"],
            judge.Document["paths"]!.AsObject().Select(static path => path.Key));
        Assert.Equal("Says hello three times", (string?)judge.Document["paths"]!["/helloworld/{name}/replies"]!["get"]!["summary"]);
        await judge.Right("/helloworld", "post", "200", "{\"message\":\"Hello kratos\"}").Wrong("/helloworld", "post", "200", "{\"message\":1}").Agree();
    }

    [Fact]
    public async Task A_stream_of_replies_is_one_of_events()
    {
        await using var hello = Hello();
        using var reply = await http.GetAsync(new Uri(await hello.Address("http"), "/helloworld/kratos/replies"), Token);
        Assert.Equal("text/event-stream", reply.Content.Headers.ContentType!.ToString());
        Assert.Equal(string.Concat(Enumerable.Repeat("event: message\ndata: {\"message\":\"Hello kratos\"}\n\n", 3)), await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_client_of_gRPC_calls_it_in_all_four_shapes()
    {
        await using var hello = Hello();
        var end = await Client.Grpc((await hello.Address("grpc")).ToString()).Use(client =>
            from env in envEff
            let greeter = GreeterService.Over(client)
            from one in greeter.SayHello(new() { Name = "kratos" })
            from failed in greeter.SayHello(new() { Name = "error" }).Match(static reply => reply.Message, static error => $"{error.Code} {error.Reason}: {error.Message}")
            from panic in greeter.SayHello(new() { Name = "panic" }).Match(static reply => reply.Message, static error => error.Details)
            from many in greeter.LotsOfReplies(new() { Name = "again" }, env).Select(static reply => reply.Message).ToList().SingleEff()
            from all in greeter.LotsOfGreetings(new[] { "Ada", "Bob" }.ToObservable(env.Scheduler).Select(static name => new GreetRequest { Name = name }))
            from each in greeter.BidiHello(new[] { "Ada", "Bob" }.ToObservable(env.Scheduler).Select(static name => new GreetRequest { Name = name }), env).Select(static reply => reply.Message).ToList().SingleEff()
            select new { One = one.Message, Failed = failed, Panic = panic, Many = string.Join('|', many), All = all.Message, Each = string.Join('|', each) }).RunAsync(Env.System);
        var told = end.ThrowIfFail();
        Assert.Equal(
            ("Hello kratos", "400 CUSTOM_ERROR: you asked for an error", "Hello again|Hello again|Hello again", "Hello Ada, Bob", "Hello Ada|Hello Bob"),
            (told.One, told.Failed, told.Many, told.All, told.Each));
        Assert.DoesNotContain("secret", told.Panic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_a_message()
    {
        await using var hello = Hello();
        using var content = new StringContent("""{"name":"kratos"}""", Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri(await hello.Address("http"), "/helloworld"), content, Token);
        Assert.Equal((HttpStatusCode.OK, """{"message":"Hello kratos"}"""), (reply.StatusCode, await reply.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task A_panic_is_a_500_that_leaks_nothing_and_is_logged_with_its_cause()
    {
        await using var hello = Hello();
        var address = await hello.Address("http");
        using var reply = await http.GetAsync(new Uri(address, "/helloworld/panic"), Token);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.DoesNotContain("secret", await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await hello.Line("a secret that no caller may see");
        Assert.Equal("""{"message":"Hello again"}""", await http.GetStringAsync(new Uri(address, "/helloworld/again"), Token));
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGQUIT)]
    public async Task A_signal_takes_it_down_in_order_and_it_exits_0(PosixSignal signal)
    {
        await using var hello = Hello();
        await hello.Line("started");
        hello.Signal(signal);
        Assert.Equal(0, await hello.Exit());
        var order = new[] { "starting", "listens on", "registered helloworld", "started", "stopping", "deregistered", "http closed", "stopped" };
        var at = order.Select(word => hello.Output.IndexOf(word, StringComparison.Ordinal)).ToArray();
        Assert.Equal(at.Order(), at);
        Assert.DoesNotContain(-1, at);
    }

    [Fact]
    public async Task A_second_signal_does_not_wait_for_what_is_in_flight_and_it_exits_1()
    {
        await using var hello = Hello();
        var address = await hello.Address("http");
        await hello.Line("started");
        using var client = await Begin(address, 0);
        hello.Signal(PosixSignal.SIGTERM);
        await hello.Line("deregistered");
        hello.Signal(PosixSignal.SIGINT);
        Assert.Equal(1, await hello.Exit());
        Assert.Contains("told to stop again", hello.Output, StringComparison.Ordinal);
        Assert.Contains("http closed", hello.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("did not stop within", hello.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--htttp' is not understood: say --http ADDRESS or --grpc ADDRESS", "--htttp", "http://127.0.0.1:0")]
    [InlineData("'http://127.0.0.1:0' is not understood: say --http ADDRESS or --grpc ADDRESS", "http://127.0.0.1:0")]
    [InlineData("'--help' is not understood: say --http ADDRESS or --grpc ADDRESS", "--help")]
    [InlineData("--http needs an address behind it, as in --http http://127.0.0.1:8000", "--http")]
    [InlineData("--http needs an address behind it, as in --http http://127.0.0.1:8000", "--http", "--grpc", "http://127.0.0.1:0")]
    [InlineData("--grpc is there twice", "--grpc", "http://127.0.0.1:0", "--grpc=http://127.0.0.1:0")]
    public async Task Arguments_that_are_not_understood_are_refused_with_exit_code_2(string why, params string[] arguments)
    {
        await using var hello = Program.Sample("HelloWorld", arguments);
        Assert.Equal(2, await hello.Exit());
        Assert.Equal($"HelloWorld: {why}", hello.Output);
    }

    [Fact]
    public async Task A_port_in_use_exits_1_and_says_which_address_and_why()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await using var hello = Program.Sample("HelloWorld", "--http", address, "--grpc", "http://127.0.0.1:0");
        Assert.Equal(1, await hello.Exit());
        Assert.Contains(address, hello.Output, StringComparison.Ordinal);
        Assert.Contains("in use", hello.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", hello.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_requests_in_flight_at_SIGTERM_are_all_answered_and_new_connections_are_refused()
    {
        await using var hello = Hello();
        var address = await hello.Address("http");
        await hello.Line("started");
        var clients = new List<TcpClient>();
        try
        {
            clients.AddRange(await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Begin(address, i))));
            using (var last = await http.GetAsync(new Uri(address, "/helloworld/all-are-in"), Token)) Assert.Equal(HttpStatusCode.OK, last.StatusCode);

            hello.Signal(PosixSignal.SIGTERM);
            await hello.Line("deregistered");
            await Refused(address);
            var replies = await Task.WhenAll(clients.Select(Finish));
            Assert.All(replies.Index(), reply => Assert.EndsWith($$"""{"message":"Hello {{reply.Index}}"}""", reply.Item, StringComparison.Ordinal));
            Assert.All(replies, reply => Assert.StartsWith("HTTP/1.1 200 OK", reply, StringComparison.Ordinal));
            Assert.Equal(0, await hello.Exit());
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    // A request whose headers and half a body have arrived (the server asked for the rest) is in flight.
    static async Task<TcpClient> Begin(Uri address, int number)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Token);
        var body = Body(number);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /helloworld HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {body.Length}\r\n\r\n"), Token);
        var buffer = new byte[64];
        var read = await client.GetStream().ReadAsync(buffer, Token);
        Assert.StartsWith("HTTP/1.1 100 Continue", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(body[..5]), Token);
        client.Client.NoDelay = true;
        return client;
    }

    static async Task<string> Finish(TcpClient client, int number)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body(number)[5..]), Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadToEndAsync(Token);
    }

    static string Body(int number) => $$"""{"name":"{{number}}"}""";

    // A connection that was made while the listener closes may be reset: that one is undecided, and the next one is asked.
    static async Task Refused(Uri address)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await Connect(address, patience.Token) != SocketError.ConnectionRefused) { }
        Assert.Equal(SocketError.ConnectionRefused, await Connect(address, patience.Token));
    }

    static async Task<SocketError> Connect(Uri address, CancellationToken token)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, token);
            return SocketError.Success;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            return e.SocketErrorCode;
        }
    }

    [Fact]
    public async Task The_same_functions_answer_gRPC()
    {
        await using var hello = Hello();
        await using var peer = await RawPeer.Connect(await hello.Address("grpc"));
        foreach (var (name, status) in ((string, GrpcCode)[])[("kratos", GrpcCode.Ok), ("error", GrpcCode.InvalidArgument), ("panic", GrpcCode.Internal)])
        {
            var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
            await peer.Data(stream, GrpcRun.Ask(name), end: true);
            var answer = await peer.Answer(stream);
            Assert.Equal(status, answer.Status);
            if (status == GrpcCode.Ok) Assert.Equal([GrpcRun.Hello("kratos")], answer.Messages<Helloworld.V1.HelloReply>());
        }
    }
}
