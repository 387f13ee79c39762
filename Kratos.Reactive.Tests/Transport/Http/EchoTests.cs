using Kratos.Reactive.Tests.Binding;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Tests against a server of messages that answers with what it was asked. Nothing may be logged at Error unless the test expects it.</summary>
public abstract class EchoTests : IAsyncLifetime
{
    private protected CapturedLog Log { get; } = new();

    private protected Serving Server { get; private set; } = null!;

    private protected virtual HttpOptions Options => HttpOptions.Default;

    private protected bool OurFault { get; set; }

    private protected static Service Echo { get; } = new EchoService
    {
        Hello = SuccessEff,
        All = SuccessEff,
        Rest = SuccessEff,
        Place = SuccessEff,
        Nothing = SuccessEff,
        When = SuccessEff,
        Raw = SuccessEff,
        Upload = SuccessEff,
    }.ToService();

    public async ValueTask InitializeAsync() =>
        Server = await Serving.Start(Options with { Loggers = LoggerFactory.Create(builder => builder.AddProvider(Log)) }, Echo);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
        if (!OurFault) Assert.All(Log.Lines, line => Assert.True(line.Level < LogLevel.Error, $"{line.Text} {line.Cause}"));
    }

    private protected Task<Answer> Get(string path) => Ask("GET", path);

    private protected Task<Answer> Post(string path, string json) => Ask("POST", path, json);

    /// <summary>One request as it is on the wire.</summary>
    private protected async Task<Answer> Ask(string verb, string path, string? body = null, string contentType = "application/json")
    {
        var content = body is null ? "" : $"Content-Type: {contentType}\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n";
        var bytes = System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes($"{verb} {path} HTTP/1.1\r\nHost: x\r\n{content}Connection: close\r\n\r\n{body}"));
        return Answer.Of(await Server.Raw(bytes));
    }

    private protected async Task Gives(string path, string json) => Is(await Get(path), json);

    private protected async Task Refuses(string path, string field, string why) => IsRefused(await Get(path), field, why);

    private protected static void Is(Answer answer, string json) => Assert.Equal((200, json), (answer.Status, answer.Body));

    private protected static void IsRefused(Answer answer, string field, string why)
    {
        Assert.Equal(400, answer.Status);
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        Assert.Equal(("CODEC", field.Length > 0 ? $"{field}: {why}" : why), (json.RootElement.GetProperty("reason").GetString(), json.RootElement.GetProperty("message").GetString()));
        if (field.Length > 0) Assert.Equal(field, json.RootElement.GetProperty("metadata").GetProperty("field").GetString());
    }
}
