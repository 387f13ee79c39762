using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

public sealed class HttpBodyTests : ZooTests
{
    const int Limit = 4 * 1024 * 1024;

    static string Opening(string length, string path = "/animals") => $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}\r\n\r\n";

    static void IsTooLarge(Answer answer)
    {
        IsFailure(answer, 413, "BODY_TOO_LARGE", $"the body is larger than {Limit} bytes", ("limit", $"{Limit}"));
        Assert.Equal("close", answer.Fields["Connection"]);
    }

    [Fact]
    public async Task Ten_megabytes_against_a_limit_of_four_are_413_and_the_connection_is_closed() =>
        IsTooLarge(await Raw(Opening("Content-Length: 10000000") + new string('x', 10_000_000)));

    [Fact]
    public async Task Ten_megabytes_in_chunks_are_413_and_the_connection_is_closed()
    {
        var chunk = $"10000\r\n{new string('x', 0x10000)}\r\n";
        IsTooLarge(await Raw(Opening("Transfer-Encoding: chunked") + string.Concat(Enumerable.Repeat(chunk, 160)) + "0\r\n\r\n"));
    }

    [Fact]
    public async Task A_caller_that_asks_first_is_told_413_and_sends_nothing()
    {
        using var socket = await Server.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(Opening("Expect: 100-continue\r\nContent-Length: 10000000")));
        IsTooLarge(Answer.Of(await Head(socket)));
    }

    [Theory]
    [InlineData(Limit, 200)]
    [InlineData(Limit + 1, 413)]
    public async Task The_limit_itself_is_allowed_and_not_one_byte_more(int length, int status)
    {
        var body = """{"name":"x"}""".PadRight(length);
        Assert.Equal(status, (await Post("/animals", body)).Status);
        var chunks = new StringBuilder();
        for (var at = 0; at < length; at += 65536) chunks.Append($"{Math.Min(65536, length - at):x}\r\n").Append(body, at, Math.Min(65536, length - at)).Append("\r\n");
        Assert.Equal(status, (await Raw(Opening("Connection: close\r\nTransfer-Encoding: chunked") + chunks + "0\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Expect_100_continue_is_answered_before_the_body_is_read()
    {
        using var socket = await Server.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(Opening("Connection: close\r\nExpect: 100-continue\r\nContent-Length: 12")));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await Head(socket));
        await socket.SendAsync("""{"name":"x"}"""u8.ToArray());
        Assert.Equal(200, Answer.Of(await Serving.ReadAll(socket)).Status);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}XX0\r\n\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    public async Task Chunks_that_are_none_are_400_and_the_connection_is_closed(string chunks)
    {
        var answer = await Raw(Opening("Transfer-Encoding: chunked") + chunks);
        IsFailure(answer, 400, "CODEC", "the body ended early, or its framing is wrong");
        Assert.Equal("close", answer.Fields["Connection"]);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length: five")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    public async Task A_length_that_is_none_is_400_and_the_connection_is_closed(string length)
    {
        var answer = await Raw(Opening(length) + """{"name":"x"}""");
        Assert.Equal((400, "close"), (answer.Status, answer.Fields["Connection"]));
        Assert.DoesNotContain("HTTP/1.1 2", answer.Body);
    }

    [Fact]
    public async Task With_a_length_and_chunks_the_chunks_count_and_the_connection_is_closed()
    {
        var answer = await Raw(Opening("Content-Length: 4\r\nTransfer-Encoding: chunked") + "c\r\n{\"name\":\"x\"}\r\n0\r\n\r\n" + "GET /animals/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal((200, "close"), (answer.Status, answer.Fields["Connection"]));
        Assert.DoesNotContain("smuggled", answer.Body);
    }

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_of_its_body_is_Cancelled_and_no_error_of_ours()
    {
        using (var socket = await Server.Connect())
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(Opening("Expect: 100-continue\r\nContent-Length: 50", "/watched")));
            await Head(socket);
            await socket.SendAsync("{\"na"u8.ToArray());
            socket.LingerState = new LingerOption(true, 0);     // a reset, as when a process dies
        }

        Assert.Equal(Error.Cancelled, (await Eventually.Dequeue(Zoo.Ends)).Error);
    }

    [Fact]
    public async Task A_caller_that_ends_its_body_early_is_Cancelled_too()
    {
        using var socket = await Server.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(Opening("Expect: 100-continue\r\nContent-Length: 50", "/watched")));
        await Head(socket);
        await socket.SendAsync("{\"na"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await Serving.ReadAll(socket));
        Assert.Equal(Error.Cancelled, (await Eventually.Dequeue(Zoo.Ends)).Error);
    }

    // All that comes up to the empty line (and what is with it already).
    static async Task<string> Head(Socket socket)
    {
        var (text, buffer) = ("", new byte[4096]);
        while (!text.Contains("\r\n\r\n"))
        {
            var read = await socket.ReceiveAsync(buffer);
            if (read == 0) return text;
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }

        while (text.StartsWith("HTTP/1.1 4") && !text.EndsWith('}')) text += Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
        return text;
    }
}
