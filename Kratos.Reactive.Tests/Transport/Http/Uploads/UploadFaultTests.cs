using System.Net;
using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Tests.Uploading;

namespace Kratos.Reactive.Tests;

/// <summary>Forms that are none, or too much: who is told what.</summary>
public sealed class UploadFaultTests : IAsyncLifetime
{
    const int Tries = 2000;
    const string File = "--x|Content-Disposition: form-data; name=f; filename=f||";
    const string Field = "--x|Content-Disposition: form-data; name=year||";

    readonly CapturedLog log = new();
    Serving server = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static UploadOptions Limits { get; } = new() { MaxBody = 20_000, MaxFile = 1000, MaxParts = 3, MaxFields = 100, MaxPartHeaders = 500 };

    public async ValueTask InitializeAsync() =>
        server = await Serving.Start(HttpOptions.Default with { Uploads = Limits, Loggers = LoggerFactory.Create(builder => builder.AddProvider(log)) }, Routed);

    public async ValueTask DisposeAsync()
    {
        using (var reply = await server.Client.GetAsync("/here")) Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await server.DisposeAsync();
        Assert.Empty(log.At(LogLevel.Error));
        Assert.Empty(log.At(LogLevel.Critical));
    }

    async Task Fails(string request, int status, string reason, string part, string message)
    {
        var answer = Answer.Of(await server.Raw(request));
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        var metadata = json.RootElement.GetProperty("metadata");
        Assert.Equal((status, reason, message), (answer.Status, json.RootElement.GetProperty("reason").GetString(), json.RootElement.GetProperty("message").GetString()));
        Assert.Equal(part, metadata.TryGetProperty("part", out var said) || metadata.TryGetProperty("field", out said) ? said.GetString() : "");
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/form-data; boundary=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggggggggh")]
    public Task A_type_without_a_boundary(string type) => Fails(Raw("/names", File + "a|--x--|", type), 400, "CODEC", "", "the content type multipart/form-data says no boundary, or one that is none: 1 to 70 characters");

    [Theory]
    [InlineData("application/json", "the content type 'application/json' is not known: send multipart/form-data")]
    [InlineData("multipart/mixed; boundary=x", "the content type 'multipart/mixed; boundary=x' is not known: send multipart/form-data")]
    [InlineData("", "the body has no content type: send multipart/form-data")]
    public Task A_body_of_another_type(string type, string message) => Fails(Raw("/names", File + "a|--x--|", type), 415, "CODEC", "", message);

    [Theory]
    [InlineData("", "part 1", "part 1: the form ends in the middle of it")]
    [InlineData("nothing", "part 1", "part 1: the form ends in the middle of it")]
    [InlineData("--y|Content-Disposition: form-data; name=f||a|--y--|", "part 1", "part 1: the form ends in the middle of it")]
    [InlineData("--x|", "part 1", "part 1: has no Content-Disposition: form-data with a name")]
    [InlineData("--x|Content-Disposition: form-data; name=f; filename=f|", "f", "f: the form ends in the middle of it")]
    [InlineData(File, "f", "f: the form ends in the middle of it")]
    [InlineData(File + "abc", "f", "f: the form ends in the middle of it")]
    [InlineData(File + "abc|--x|", "part 2", "part 2: has no Content-Disposition: form-data with a name")]
    [InlineData(Field + "7", "year", "year: the form ends in the middle of it")]
    [InlineData("--x|Content-Disposition: form-data||a|--x--|", "part 1", "part 1: has no Content-Disposition: form-data with a name")]
    [InlineData("--x|Content-Disposition: form-data; name=\"\"||a|--x--|", "part 1", "part 1: has no Content-Disposition: form-data with a name")]
    [InlineData("--x|Content-Disposition: attachment; name=f||a|--x--|", "part 1", "part 1: has no Content-Disposition: form-data with a name")]
    [InlineData("--x|Content-Type: text/plain||a|--x--|", "part 1", "part 1: has no Content-Disposition: form-data with a name")]
    [InlineData("--x|Content-Disposition form-data||a|--x--|", "part 1", "part 1: its header fields are too many, too long, or none")]
    [InlineData("--x|Content-Disposition: form-data; name=f; filename=f|Content-Transfer-Encoding: base64||YQ==|--x--|", "f", "f: has the transfer encoding 'base64', which is not taken")]
    public Task A_form_that_is_none(string body, string part, string message) => Fails(Raw("/albums/a", body), 400, "CODEC", part, message);

    [Fact]
    public Task A_field_behind_a_file() => Fails(Raw("/albums/a", $"{File}a|{Field}7|--x--|"), 400, "FIELD_AFTER_FILE", "year", "'year' is no file and stands behind one: files come last");

    [Fact]
    public Task A_field_that_is_none_of_its_values() => Fails(Raw("/albums/a", $"{Field}soon|--x--|"), 400, "CODEC", "year", "year: must be a whole number from -2147483648 to 2147483647");

    [Fact]
    public Task A_field_that_is_no_text() => Fails(Raw("/albums/a", $"{Field}\u00ff|--x--|"), 400, "CODEC", "year", "year: is not UTF-8");

    [Fact]
    public Task A_field_whose_name_has_too_many_steps() => Fails(Raw("/albums/a", $"--x|Content-Disposition: form-data; name=\"a{string.Concat(Enumerable.Repeat(".a", 70))}\"||7|--x--|"), 400, "CODEC", "a", "a: is given by a name that is none, or has more than 64 steps");

    [Fact]
    public Task A_file_that_is_too_large() => Fails(Raw("/albums/a", $"{File}{new string('a', 1001)}|--x--|"), 413, "FILE_TOO_LARGE", "f", "the file 'f' is larger than 1000 bytes");

    [Fact]
    public Task A_file_that_is_more_than_its_handler_takes() => Fails(Raw("/small", $"{File}12345|--x--|"), 413, "FILE_TOO_LARGE", "f", "the file 'f' is larger than 4 bytes");

    [Fact]
    public Task Too_many_files() => Fails(Raw("/names", $"{string.Concat(Enumerable.Repeat($"{File}a|", 4))}--x--|"), 413, "TOO_MANY_PARTS", "f", "there are more than 3 parts: 'f' is one more");

    [Fact]
    public Task Too_many_fields() => Fails(Raw("/albums/a", $"{string.Concat(Enumerable.Repeat($"{Field}1|", 4))}--x--|"), 413, "TOO_MANY_PARTS", "year", "there are more than 3 parts: 'year' is one more");

    [Fact]
    public Task Fields_that_are_too_large_together() => Fails(Raw("/albums/a", $"{Field}{new string('1', 60)}|{Field}{new string('1', 60)}|--x--|"), 413, "FIELDS_TOO_LARGE", "year", "the parts that are no files are larger than 100 bytes, with 'year'");

    [Fact]
    public Task A_body_that_says_that_it_is_too_large() => Fails(Raw("/names", "", length: 20_001), 413, "BODY_TOO_LARGE", "", "the body is larger than 20000 bytes");

    [Fact]
    public Task A_body_that_turns_out_to_be_too_large() => Fails(
        $"POST /names HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat($"{3000:x}\r\n{new string('a', 3000)}\r\n", 10))}0\r\n\r\n",
        400, "CODEC", "part 1", "part 1: its header fields are too many, too long, or none");

    [Fact]
    public async Task A_body_of_small_files_that_turns_out_to_be_too_large()
    {
        await using var own = await Serving.Start(HttpOptions.Default with { Uploads = Limits with { MaxParts = 1000, MaxBody = 5000 } }, Routed);
        var form = string.Concat(Enumerable.Repeat($"{File}{new string('a', 900)}|".Replace("|", "\r\n", StringComparison.Ordinal), 10));
        var answer = Answer.Of(await own.Raw($"POST /names HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n{form.Length:x}\r\n{form}\r\n0\r\n\r\n"));
        Assert.Equal((413, true), (answer.Status, answer.Body.Contains("BODY_TOO_LARGE", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1, 600), InlineData(17, 5)]
    public Task Header_fields_that_are_too_long_or_too_many(int count, int length) => Fails(
        Raw("/names", $"--x|Content-Disposition: form-data; name=f; filename=f|{string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('a', length)}|"))}|a|--x--|"),
        400, "CODEC", "part 1", "part 1: its header fields are too many, too long, or none");

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_of_a_file_is_no_fault_of_ours()
    {
        using (var socket = await server.Connect())
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(Raw("/names", $"{File}abc", length: 5000)), Token);
            socket.Shutdown(SocketShutdown.Send);
            await Serving.ReadAll(socket);
        }

        using var reply = await server.Client.GetAsync("/here", Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(File + "abc")]
    [InlineData(Field + "7")]
    public async Task A_form_that_does_not_arrive_in_the_time_it_has_is_408(string begin)
    {
        await using var slow = await Serving.Start(HttpOptions.Default with { Uploads = UploadOptions.Default with { Timeout = TimeSpan.FromMilliseconds(300) } }, Routed);
        var answer = Answer.Of(await slow.Raw(Raw("/albums/a", begin, length: 5000)));
        Assert.Equal((408, true, "close"), (answer.Status, answer.Body.Contains("BODY_TOO_SLOW", StringComparison.Ordinal), answer.Fields["Connection"]));
    }

    [Theory]
    [InlineData(nameof(UploadOptions.MaxBody)), InlineData(nameof(UploadOptions.MaxFile)), InlineData(nameof(UploadOptions.MaxParts)), InlineData(nameof(UploadOptions.MaxFields)), InlineData(nameof(UploadOptions.MaxPartHeaders)), InlineData(nameof(UploadOptions.Timeout))]
    public async Task A_limit_that_is_none_ends_the_start(string name)
    {
        var wrong = name switch
        {
            nameof(UploadOptions.MaxBody) => Limits with { MaxBody = -1 },
            nameof(UploadOptions.MaxFile) => Limits with { MaxFile = -1 },
            nameof(UploadOptions.MaxParts) => Limits with { MaxParts = 0 },
            nameof(UploadOptions.MaxFields) => Limits with { MaxFields = -1 },
            nameof(UploadOptions.MaxPartHeaders) => Limits with { MaxPartHeaders = 0 },
            _ => Limits with { Timeout = TimeSpan.Zero },
        };
        var end = await Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Uploads = wrong }, Routed).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal(("BAD_OPTION", true), (end.Error.Reason, end.Error.Message.StartsWith($"UploadOptions.{name} must be ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Whatever_comes_in_is_answered_below_500()
    {
        var fragments = Gen.Elements("--x", "--x--", "--", "\r\n", "\r\n\r\n", "Content-Disposition: form-data; ", "name=year", "name=\"f\"", "; filename=f", "; filename*=utf-8''%zz", "; filename=\"", "name=tags[0]", "name=\"a[\"", "Content-Type: ", "text/plain", "Content-Length: 5",
            "Content-Transfer-Encoding: base64", "7", "\u00ff", "\0", "a", "=", ";", ":", "\"", "\\", "--x\r\nContent-Disposition: form-data; name=year\r\n\r\n1\r\n", "--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nabc\r\n", "\r\n--x\r\n");
        Prop.ForAll(fragments.ListOf().Select(static list => string.Concat(list)).ToArbitrary(), async body =>
        {
            var text = await server.Raw(Raw("/albums/a", body.Replace('|', '!')));
            Assert.True(Answer.Of(text).Status is >= 200 and < 500, text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithEndSize(25));
    }
}
