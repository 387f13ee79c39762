using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kratos.Reactive.Tests;

/// <summary>The chat room over HTTP: in pages of a browser, and with curl at the door.</summary>
public sealed partial class ChatPageTests : IAsyncLifetime
{
    readonly Program server = Program.Sample("Chat", "server", "--http", "http://127.0.0.1:0", "--grpc", "http://127.0.0.1:0", "--web", "http://127.0.0.1:0");
    string http = "";
    string web = "";

    public async ValueTask InitializeAsync()
    {
        await server.Line("started");
        http = Address("http");
        web = Address("grpc-web");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Pages_in_Chromium_talk_through_WebSockets_listen_to_events_and_call_by_gRPC_Web()
    {
        var screenshot = Path.Combine(Path.GetTempPath(), $"chat-{Guid.NewGuid():n}.png");
        await using var pages = Program.Start("node", Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "page.js"), $"{http}/?room=lobby&web={Uri.EscapeDataString(web)}", screenshot);
        var exit = await pages.Exit();
        Assert.True(exit == 0, pages.Output);
        using var shown = JsonDocument.Parse(pages.Output.Split('\n').Single(static line => line.StartsWith('{')));
        string[] heard = ["* ada is here", "* bob is here", "bob: hello 😀", "ada: hi bob", "* bob has left"];
        Assert.Equal(heard, Texts(shown, "inside"));
        Assert.Equal(heard, Texts(shown, "door"));
        Assert.Equal([], Texts(shown, "faults"));
        Assert.InRange(new FileInfo(screenshot).Length, 5_000, long.MaxValue);
        File.Delete(screenshot);
    }

    [Fact]
    public async Task One_at_the_door_hears_what_is_said_inside_until_the_server_stops()
    {
        await using var door = Program.Start("curl", "-N", "-s", "-w", "(over)", "--noproxy", "*", $"{http}/rooms/lobby");
        await door.Line(":");       // the stream is open
        await using var ada = Program.Start("node", Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "socket.js"), $"{http.Replace("http", "ws")}/chat");
        await ada.Line("open");
        await ada.Type("{\"enter\":{\"room\":\"lobby\",\"name\":\"ada\"}}");
        await door.Line("data: {\"joined\":\"ada\"}");
        await ada.Type("{\"line\":\"hello\"}");
        await door.Line("data: {\"line\":{\"name\":\"ada\",\"text\":\"hello\"}}");
        await ada.Type("{\"enter\":{\"room\":\"lobby\",\"name\":\"ada\"}}");
        await ada.Line("<1e>error:{\"code\":400,\"reason\":\"LINE_EXPECTED\"");
        await ada.Line("close 4400 LINE_EXPECTED");
        await door.Line("data: {\"left\":\"ada\"}");
        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        await door.Line("(over)");
        Assert.Equal(0, await server.Exit());
    }

    static IEnumerable<string?> Texts(JsonDocument shown, string name) => shown.RootElement.GetProperty(name).EnumerateArray().Select(static one => one.GetString());

    string Address(string name) => Listens.Matches(server.Output).Single(match => match.Groups["name"].Value == name).Groups["address"].Value.TrimEnd('/').Replace("grpc://", "http://", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<name>[\w-]+) listens on (?<address>\S+)")]
    static partial Regex Listens { get; }
}
