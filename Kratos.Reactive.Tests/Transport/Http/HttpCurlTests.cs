using System.Diagnostics;

namespace Kratos.Reactive.Tests;

public sealed class HttpCurlTests
{
    [Fact]
    public async Task A_bare_curl_looks_right()
    {
        await using var server = await Serving.Start(Hello.Service);
        var lines = (await Curl("-i", $"{server.Uri}helloworld/kratos")).Split("\r\n");
        Assert.Equal("HTTP/1.1 200 OK", lines[0]);
        Assert.Equal(["Content-Length: 26", "Content-Type: application/json"], lines[1..^2].Where(line => !line.StartsWith("Date: ")).Order());
        Assert.Contains(lines, line => line.StartsWith("Date: ") && line.EndsWith(" GMT"));
        Assert.Equal(["", """{"message":"Hello kratos"}"""], lines[^2..]);
    }

    [Fact]
    public async Task A_bare_curl_of_a_failure_looks_right()
    {
        await using var server = await Serving.Start(Hello.Service);
        var lines = (await Curl("-i", $"{server.Uri}helloworld/error")).Split("\r\n");
        Assert.Equal("HTTP/1.1 400 Bad Request", lines[0]);
        Assert.Contains("Content-Type: application/json", lines);
        Assert.Equal("""{"code":400,"reason":"CUSTOM_ERROR","message":"you asked for it","metadata":{"name":"error"}}""", lines[^1]);
    }

    internal static async Task<string> Curl(params string[] arguments)
    {
        var start = new ProcessStartInfo("curl", ["--silent", "--noproxy", "*", "--max-time", "60", .. arguments]) { RedirectStandardOutput = true };
        using var curl = Process.Start(start)!;
        var text = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return text;
    }
}
