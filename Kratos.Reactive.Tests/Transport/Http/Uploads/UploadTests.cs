using System.Net;
using System.Net.Http.Json;
using System.Text;
using static Kratos.Reactive.Tests.Uploading;

namespace Kratos.Reactive.Tests;

/// <summary>Forms with files, as others send them.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    Serving server = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await Serving.Start(Routed);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    static byte[] Random(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public async Task Curl_sends_fields_and_files()
    {
        var folder = Directory.CreateTempSubdirectory("upload-").FullName;
        var (small, large) = (Random(10), Random(3_000_000));
        await File.WriteAllBytesAsync(Path.Combine(folder, "a.png"), small, Token);
        await File.WriteAllBytesAsync(Path.Combine(folder, "b \"q\".bin"), large, Token);
        await using var curl = Program.Start("curl", "-sS", "--noproxy", "*", "-F", "year=1999", "-F", "tags=old", "-F", "tags=grün", "-F", $"one=@{folder}/a.png;type=image/png", "-F", $"more=@\"{folder}/b \\\"q\\\".bin\"", $"{server.Uri}albums/summer?year=");
        Assert.Equal(0, await curl.Exit());
        var kept = System.Text.Json.JsonSerializer.Deserialize<Kept>(curl.Output, HttpOptions.DefaultJson)!;
        Assert.Equal(("summer", 1999, "old,grün"), (kept.Album.Name, kept.Album.Year, string.Join(',', kept.Album.Tags!)));
        Assert.Equal([Expected("one", "a.png", "image/png", small), Expected("more", "b %22q%22.bin", "application/octet-stream", large)], kept.Files);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task HttpClient_sends_fields_and_files_and_the_path_has_the_last_word()
    {
        var content = Random(200_000);
        using var form = new MultipartFormDataContent { { new StringContent("elsewhere"), "name" }, { new StringContent("7"), "year" }, { new ByteArrayContent(content) { Headers = { ContentType = new("text/x-own") } }, "file", "grün 😀.txt" } };
        using var reply = await server.Client.PostAsync("/albums/here", form, Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var kept = (await reply.Content.ReadFromJsonAsync<Kept>(HttpOptions.DefaultJson, Token))!;
        Assert.Equal(("here", 7), (kept.Album.Name, kept.Album.Year));
        Assert.Equal(Expected("file", "grün 😀.txt", "text/x-own", content), kept.Files[0]);
    }

    [Fact]
    public async Task A_file_is_read_while_it_is_still_sent()
    {
        var heard = new TaskCompletionSource();
        var service = Routes.Post<Upload<Unit>, IReadOnlyList<long>>("/", upload => upload.EachFile(file => file.Read(async (content, token) =>
        {
            var buffer = new byte[1 << 16];
            long size = await content.ReadAsync(buffer, token);
            heard.SetResult();
            while (await content.ReadAsync(buffer, token) is > 0 and var read) size += read;
            return size;
        })));
        await using var own = await Serving.Start(service);
        using var form = new MultipartFormDataContent { { new Waiting(heard.Task), "file", "f" } };
        using var reply = await own.Client.PostAsync("/", form, Token);
        Assert.Equal("[131072]", await reply.Content.ReadAsStringAsync(Token));
    }

    // Half of it comes only when the other half was heard of: nobody can have waited for all.
    sealed class Waiting(Task heard) : HttpContent
    {
        const int Half = 1 << 16;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[Half]);
            await stream.FlushAsync();
            await heard;
            await stream.WriteAsync(new byte[Half]);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    [Theory]
    [InlineData("../../etc/passwd"), InlineData("..\\\\..\\\\boot.ini"), InlineData("/abs/olute"), InlineData("a/b"), InlineData("%2e%2e%2f"), InlineData("CON"), InlineData("")]
    public async Task A_name_of_a_file_is_plain_data(string name)
    {
        var answer = Answer.Of(await server.Raw(Raw("/names", $"--x|Content-Disposition: form-data; name=f; filename=\"{name}\"||1|--x--|")));
        Assert.Equal((200, System.Text.Json.JsonSerializer.Serialize<string[]>([name.Replace("\\\\", "\\", StringComparison.Ordinal)], HttpOptions.DefaultJson)), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_file_that_nobody_reads_is_passed_over_and_one_that_is_left_too()
    {
        var answer = Answer.Of(await server.Raw(Raw("/unread", "--x|Content-Disposition: form-data; name=year||7|--x|Content-Disposition: form-data; name=f; filename=f||1|--x--|").Replace("Connection: close\r\n", "", StringComparison.Ordinal)));
        Assert.Equal((200, """{"name":"","year":7,"tags":null}""", "close"), (answer.Status, answer.Body, answer.Fields["Connection"]));
        var names = Answer.Of(await server.Raw(Raw("/names", $"--x|Content-Disposition: form-data; name=f; filename=1||{new string('a', 100_000)}|--x|Content-Disposition: form-data; name=f; filename=2||b|--x--|")));
        Assert.Equal("""["1","2"]""", names.Body);
    }

    [Fact]
    public async Task A_connection_is_used_again_when_all_was_read()
    {
        var request = Raw("/names", "--x|Content-Disposition: form-data; name=f; filename=1||a|--x--|");
        var text = await server.Raw(request.Replace("Connection: close\r\n", "", StringComparison.Ordinal) + request);
        Assert.Equal(2, text.Split("HTTP/1.1 200").Length - 1);
    }

    [Fact]
    public async Task Files_are_read_once() => Assert.Contains("UPLOAD_READ", Answer.Of(await server.Raw(Raw("/twice", "--x--|"))).Body, StringComparison.Ordinal);

    [Fact]
    public async Task A_handler_is_tested_without_a_server()
    {
        var call = new UploadFile("f", "a.txt", "text/plain", new MemoryStream("abc"u8.ToArray()));
        var upload = new Upload<Album>(new Album("n"), call, new UploadFile("g", "", "text/plain", new MemoryStream([])));
        Assert.Equal([Expected("f", "a.txt", "text/plain", "abc"u8.ToArray()), Expected("g", "", "text/plain", [])], (await upload.EachFile(See).RunAsync(Env.System)).ThrowIfFail());
        Assert.Equal("UPLOAD_READ", (await upload.EachFile(See).RunAsync(Env.System)).Error.Reason);
        using var into = new MemoryStream();
        Assert.Equal(2, (await new UploadFile("f", "", "", new MemoryStream("xy"u8.ToArray())).CopyTo(into).RunAsync(Env.System)).ThrowIfFail());
        Assert.Equal("xy", Encoding.UTF8.GetString(into.ToArray()));
    }

    [Fact]
    public async Task A_file_is_not_there_after_its_turn()
    {
        UploadFile? kept = null;
        var service = Routes.Post<Upload<Unit>, Unit>("/", upload => upload.EachFile(file => liftEff(() => { kept ??= file; })).Bind(_ => kept!.Bytes(10)).Map(static _ => Unit.Default));
        await using var own = await Serving.Start(service);
        var answer = Answer.Of(await own.Raw(Raw("/", "--x|Content-Disposition: form-data; name=f; filename=1||a|--x--|")));
        Assert.Contains("the file 'f' is read after its turn", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_gRPC_and_from_our_client_it_is_refused_in_so_many_words()
    {
        var method = Uploading.Routed.Methods[0];
        Assert.Equal("NO_CODEC", method.InputCodec.SizeOf(new object()).Error.Reason);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        Assert.Equal("UPLOAD_NOT_SENT", (await client.Ask(method, new Upload<Album>(new Album()))).Error.Reason);
    }

    [Theory]
    [InlineData("GET", ""), InlineData("POST", "message"), InlineData("POST", "")]
    public async Task An_upload_is_the_whole_body(string verb, string body)
    {
        var end = await Server.Http("http://127.0.0.1:0", Routes.At<Upload<Album>, Unit>(new HttpRule(verb, "/x") { Body = body }, static _ => unitEff)).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal(("BAD_RULE", true), (end.Error.Reason, end.Error.Message.Contains("an upload is the whole body", StringComparison.Ordinal)));
    }
}
