using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Tests against a server of the zoo. Each ends with a good request that is answered, and with nothing logged at Error unless the test expects it.</summary>
public abstract class ZooTests : IAsyncLifetime
{
    private protected CapturedLog Log { get; } = new();

    private protected Zoo Zoo { get; } = new();

    private protected Serving Server { get; private set; } = null!;

    private protected virtual HttpOptions Options => HttpOptions.Default;

    /// <summary>True where the fault is the server's own.</summary>
    private protected bool OurFault { get; set; }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        Server = await Serving.Start(Options with { Loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log)) }, Zoo.Service);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        using (var reply = await Server.Client.GetAsync("/animals/still-here")) Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await Server.DisposeAsync();
        if (!OurFault) Assert.All(Log.Lines, line => Assert.True(line.Level < LogLevel.Error, $"{line.Text} {line.Cause}"));
        Assert.Empty(Log.At(LogLevel.Critical));
    }

    private protected Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    private protected Task<Answer> Post(string path, string json) => Send(HttpMethod.Post, path, Json(json));

    private protected async Task<Answer> Send(HttpMethod verb, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(verb, path) { Content = content };
        using var reply = await Server.Client.SendAsync(request, Token);
        return new((int)reply.StatusCode, reply.Content.Headers.ContentType?.ToString() ?? "", await reply.Content.ReadAsStringAsync(Token));
    }

    /// <summary>One request as it is on the wire, answered until the server closes.</summary>
    private protected async Task<Answer> Raw(string request) => Answer.Of(await Server.Raw(request));

    private protected static HttpContent Json(string json) => Json(Encoding.UTF8.GetBytes(json));

    private protected static HttpContent Json(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    /// <summary>The answer is this failure, in the one shape that failures have.</summary>
    private protected static void IsFailure(Answer answer, int code, string reason, string message, params (string Key, string Value)[] metadata)
    {
        Assert.Equal(code, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        using var json = JsonDocument.Parse(answer.Body);
        // A code that is no status says which one it stands behind.
        Assert.Equal(code is >= 400 and <= 599 ? ["code", "reason", "message", "metadata"] : ["code", "reason", "message", "metadata", "status"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(message, json.RootElement.GetProperty("message").GetString());
        Assert.Equal((code, reason), (json.RootElement.GetProperty("code").GetInt32(), json.RootElement.GetProperty("reason").GetString()));
        Assert.Equal(metadata, json.RootElement.GetProperty("metadata").EnumerateObject().Select(member => (member.Name, member.Value.GetString()!)));
    }

    private protected static void IsFieldFailure(Answer answer, string field, string why) => IsFailure(answer, 400, "CODEC", $"{field}: {why}", ("field", field));
}
