using System.Net;
using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using BindingRequest = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Streams of requests over HTTP: WebSockets. ST and W-STR are rows of the facts about Go Kratos.</summary>
public sealed class SocketStreamTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Service Bound(HttpRule rule) => new Service("x.Bound").Duplex<BindingRequest, BindingRequest>("Echo", static (requests, _) => requests, rule);

    [Fact]
    public async Task Each_message_is_a_text_of_JSON_and_the_end_is_a_control_frame_then_a_close()
    {
        await using var server = await Serving.Start(Talk.Hello.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"message\":\"Hello Ada\"}", await talker.Hear());
        await talker.Say("{\"name\":\"Bob\"}");
        Assert.Equal("{\"message\":\"Hello Bob\"}", await talker.Hear());
        await talker.Say("\u001eend");
        Assert.Equal("close 1000", await talker.Hear());
        await talker.Close();
    }

    [Fact]
    public async Task A_stream_of_requests_with_one_reply_is_a_GET_whatever_its_rule_says()
    {
        await using var server = await Serving.Start(Talk.Hello.Service);
        using var talker = await Talker.Open(server, "/sum");
        await talker.Say("{\"name\":\"Ada\"}");
        await talker.Say("{\"name\":\"Bob\"}");
        await talker.Say("\u001eend");
        Assert.Equal("{\"message\":\"Ada+Bob\"}", await talker.Hear());
        Assert.Equal("close 1000", await talker.Hear());
    }

    [Fact]
    public async Task ST10_a_close_of_the_caller_is_the_end_of_its_messages_too()
    {
        var ended = new TaskCompletionSource<string>();
        var talk = new Talk((requests, _) => requests.Do(static _ => { }, error => ended.SetResult(error.Message), () => ended.SetResult("end")).Select(static request => (object)request));
        await using var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"name\":\"Ada\"}", await talker.Hear());
        await talker.Close();
        Assert.Equal("end", await ended.Task.WaitAsync(Token));
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task W_STR_4_a_failure_keeps_its_code_reason_and_metadata_and_the_cause_stays_here()
    {
        await using var server = await Serving.Start(Talk.Hello.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("{\"name\":\"error\"}");
        Assert.Equal("\u001eerror:{\"code\":404,\"reason\":\"NO_SUCH_NAME\",\"message\":\"nobody is called error\",\"metadata\":{\"name\":\"error\"}}", await talker.Hear());
        Assert.Equal("close 4404 NO_SUCH_NAME", await talker.Hear());
    }

    [Fact]
    public async Task W_STR_5_a_reason_too_long_for_a_close_frame_is_cut_between_characters()
    {
        var error = new Error(409, new string('a', 121) + "😀", "m");
        await using var server = await Serving.Start(new Talk((_, _) => Observable.Return((object)1).Concat(Observable.Throw<object>(new ErrorException(error)))).Service);
        using var talker = await Talker.Open(server, "/talk");
        Assert.Equal("1", await talker.Hear());
        Assert.Equal(error, SocketWords.Read(Encoding.UTF8.GetBytes((await talker.Hear())["\u001eerror:".Length..])));
        Assert.Equal($"close 4409 {new string('a', 121)}", await talker.Hear());
    }

    [Fact]
    public async Task ST23_what_fails_before_the_socket_is_open_is_an_answer_with_its_status()
    {
        Middleware refuses = static next => request => request.Headers.TryGet("X-Name", out _) ? next(request) : Error.Unauthorized("WHO_ARE_YOU", "say who you are");
        await using var server = await Serving.Start(Talk.Hello.Service.With(refuses));
        Assert.Equal(401, await Talker.Refused(server, "/talk"));
        using var talker = await Talker.Open(server, "/talk", static options => options.SetRequestHeader("X-Name", "ada"));     // ST9
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"message\":\"Hello Ada\"}", await talker.Hear());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task ST21_W_STR_6_a_plain_request_is_told_once_what_to_ask_for(string verb)
    {
        await using var server = await Serving.Start(Talk.Hello.Service);
        using var reply = await server.Client.SendAsync(new HttpRequestMessage(new(verb), "/talk"), Token);
        Assert.Equal(verb == "GET" ? HttpStatusCode.UpgradeRequired : HttpStatusCode.MethodNotAllowed, reply.StatusCode);
        if (verb != "GET") return;
        Assert.Equal(("websocket", "13"), (reply.Headers.Upgrade.ToString(), Assert.Single(reply.Headers.GetValues("Sec-WebSocket-Version"))));
        Assert.Equal("{\"code\":426,\"reason\":\"UPGRADE_REQUIRED\",\"message\":\"messages go both ways here: ask for a WebSocket\",\"metadata\":{}}", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Who_asks_for_JSON_by_its_subprotocol_gets_JSON_whatever_the_server_likes_best()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [Codec.Protobuf, Codec.Json] }, Bound(HttpRule.Get("/echo")));
        using var talker = await Talker.Open(server, "/echo", static options => options.AddSubProtocol("kratos.json"));
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"name\":\"Ada\"}", await talker.Hear());
    }

    [Theory]
    [InlineData("x", "file://", 403)]
    [InlineData("x", "file:///", 403)]
    [InlineData("x:99999", "http://x", 403)]
    [InlineData("x:99999", "http://x:99999", 403)]
    [InlineData("", "http://x", 403)]
    [InlineData("x..y", "http://x..y", 403)]
    [InlineData("[::1", "http://[::1", 400)]
    [InlineData("x", "ftp://x", 403)]
    [InlineData("x", "http://x/", 101)]
    [InlineData("x", "https://x", 101)]
    [InlineData("X:80", "http://x", 101)]
    [InlineData("x:80", "https://x", 403)]
    public async Task Whatever_host_and_origin_are_called_a_handshake_is_answered_in_our_words(string host, string origin, int status)
    {
        await using var server = await Serving.Start(Talk.Hello.Service);
        using var socket = await server.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /talk HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {origin}\r\n\r\n"), Token);
        var buffer = new byte[4096];
        var answer = Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Token));
        Assert.Equal($"{status}", answer.Split(' ')[1]);
        if (status == 403) Assert.Contains("ORIGIN_NOT_ALLOWED", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://foreign.example", false)]
    [InlineData("null", false)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("https://shop.example", true)]
    [InlineData("http://{here}", true)]
    [InlineData("https://{here}", true)]
    public async Task ST22_a_page_from_elsewhere_opens_none_unless_it_is_allowed(string origin, bool allowed)
    {
        await using var server = await Serving.Start(HttpOptions.Default with { Streams = HttpStreamOptions.Default with { Origins = ["https://shop.example"] } }, Talk.Hello.Service);
        void From(ClientWebSocketOptions options) => options.SetRequestHeader("Origin", origin.Replace("{here}", server.Uri.Authority, StringComparison.Ordinal));
        if (!allowed) Assert.Equal(403, await Talker.Refused(server, "/talk", From));
        else
        {
            using var talker = await Talker.Open(server, "/talk", From);
            await talker.Say("{\"name\":\"Ada\"}");
            Assert.Equal("{\"message\":\"Hello Ada\"}", await talker.Hear());
        }
    }

    [Fact]
    public async Task ST5_Row_200_W_STR_9_a_frame_is_the_field_that_the_body_is_and_the_path_is_bound_once_to_each()
    {
        await using var server = await Serving.Start(Bound(HttpRule.Get("/echo/{name}") with { Body = "sub" }));
        using var talker = await Talker.Open(server, "/echo/kratos?test_repeated=a&test_repeated=b");
        foreach (var naming in (string[])["go", "og"])
        {
            await talker.Say($"{{\"naming\":\"{naming}\"}}");
            var reply = JsonParser.Default.Parse<BindingRequest>(await talker.Hear());
            Assert.Equal(("kratos", naming, "a,b"), (reply.Name, reply.Sub.Name, string.Join(',', reply.TestRepeated)));
        }
    }

    [Fact]
    public async Task ST6_a_body_that_is_no_field_is_a_failure_of_the_start_that_names_it()
    {
        var failed = await Server.Http("http://127.0.0.1:0", Bound(HttpRule.Get("/echo") with { Body = "nothing" })).Listen.Allocate.RunAsync(Env.System);
        Assert.Contains("the field nothing, which binding.HelloRequest does not have", failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ST7_W_STR_3_bytes_are_protobuf_and_the_replies_too_when_the_subprotocol_says_so()
    {
        await using var server = await Serving.Start(Bound(HttpRule.Get("/echo/{name}")));
        var asked = new BindingRequest { Name = "overruled", OptInt32 = 7 };
        var bytes = $"bytes:{Convert.ToHexString(new BindingRequest { Name = "kratos", OptInt32 = 7 }.ToByteArray())}";
        using var binary = await Talker.Open(server, "/echo/kratos", static options => options.AddSubProtocol("kratos.protobuf"));
        Assert.Equal("kratos.protobuf", binary.Socket.SubProtocol);
        await binary.Say(asked.ToByteArray());
        Assert.Equal(bytes, await binary.Hear());
        await binary.Say("{\"optInt32\":7}");
        Assert.Equal(bytes, await binary.Hear());
        using var text = await Talker.Open(server, "/echo/kratos", static options => options.AddSubProtocol("unknown"));
        Assert.Null(text.Socket.SubProtocol);
        await text.Say(asked.ToByteArray());
        Assert.Equal("kratos", JsonParser.Default.Parse<BindingRequest>(await text.Hear()).Name);
    }

    [Fact]
    public async Task ST7_a_codec_of_ones_own_goes_both_ways_when_the_header_fields_ask_for_it()
    {
        var lower = Codec.Notation("application/x-lower", static (_, json, into) => Put(into, Encoding.UTF8.GetString(json.Span).ToLowerInvariant()), static (_, text, json) =>
        {
            json.WriteRawValue(Encoding.UTF8.GetString(text.Span).Replace('(', '{').Replace(')', '}'));
            return Unit.Default;
        });
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [.. HttpOptions.Default.Codecs, lower] }, Talk.Hello.Service);
        var (status, talker) = await Talker.Ask(server, "/talk", "Content-Type: application/x-lower", "Accept: application/x-lower");
        Assert.Equal(101, status);
        using (talker)
        {
            await talker!.Say("(\"name\":\"Ada\")");
            Assert.Equal("{\"message\":\"hello ada\"}", await talker.Hear());
        }

        Assert.Equal(415, (await Talker.Ask(server, "/talk", "Content-Type: application/x-unknown")).Status);
        Assert.Equal(406, (await Talker.Ask(server, "/talk", "Accept: application/x-unknown")).Status);
    }

    static Fin<Unit> Put(System.Buffers.IBufferWriter<byte> into, string text)
    {
        Encoding.UTF8.GetBytes(text, into);
        return Unit.Default;
    }

    [Fact]
    public async Task A_message_may_come_in_pieces_and_an_empty_one_is_an_empty_message()
    {
        await using var server = await Serving.Start(Bound(HttpRule.Get("/echo")));
        using var talker = await Talker.Open(server, "/echo");
        foreach (var piece in (string[])["{\"na", "", "me\":\"", "kratos\""]) await talker.Say(Encoding.UTF8.GetBytes(piece), WebSocketMessageType.Text, end: false);
        await talker.Say("}");
        Assert.Equal("kratos", JsonParser.Default.Parse<BindingRequest>(await talker.Hear()).Name);
        await talker.Say("");
        Assert.Equal(new BindingRequest(), JsonParser.Default.Parse<BindingRequest>(await talker.Hear()));
    }

    [Theory]
    [InlineData("{", 400, "CODEC")]
    [InlineData("\u001ewhat", 400, "FRAME_INVALID")]
    [InlineData("\u001eerror:{\"code\":409,\"reason\":\"MINE\"}", 409, "MINE")]
    [InlineData("\u001eerror:just a text", 500, "UNKNOWN")]
    [InlineData("0123456789012345678901234567890123456789", 413, "MESSAGE_TOO_LARGE")]
    public async Task What_cannot_be_read_ends_the_stream_and_is_named(string text, int code, string reason)
    {
        await using var server = await Serving.Start(HttpOptions.Default with { Streams = HttpStreamOptions.Default with { MaxMessage = 39 } }, Talk.Hello.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say(text);
        Assert.Contains($"\u001eerror:{{\"code\":{code},\"reason\":\"{reason}\"", await talker.Hear(), StringComparison.Ordinal);
        Assert.Equal($"close {4000 + code} {reason}", await talker.Hear());
    }

    [Fact]
    public async Task A_message_after_the_end_of_the_messages_is_a_failure()
    {
        await using var server = await Serving.Start(new Talk(static (requests, _) => requests.Select(static one => (object)one).Concat(Observable.Never<object>())).Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("\u001eend");
        await talker.Say("{}");
        Assert.Contains("MESSAGE_AFTER_END", await talker.Hear(), StringComparison.Ordinal);
        Assert.Equal("close 4400 MESSAGE_AFTER_END", await talker.Hear());
    }

    [Fact]
    public async Task A_header_field_of_the_reply_goes_out_with_the_handshake()
    {
        Middleware set = static next => request => from call in currentCall from _ in call.SetHeader("x-a", "1") from reply in next(request) select reply;
        await using var server = await Serving.Start(Talk.Hello.Service.With(set));
        using var talker = await Talker.Open(server, "/talk");
        Assert.Equal("1", Assert.Single(talker.Fields!["x-a"]));
    }

    [Fact]
    public async Task A_stream_that_ends_at_once_opens_and_closes()
    {
        await using var server = await Serving.Start(new Talk(static (_, _) => Observable.Empty<object>()).Service);
        using var talker = await Talker.Open(server, "/talk");
        Assert.Equal("close 1000", await talker.Hear());
    }
}
