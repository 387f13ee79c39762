using System.Net;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>A server that describes itself.</summary>
public sealed class ApiServingTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static HttpOptions Asked => HttpOptions.Default with { OpenApi = new OpenApi("hello", "v1") };

    [Fact]
    public async Task A_server_that_was_not_asked_to_has_no_description()
    {
        await using var server = await Serving.Start(Hello.Service);
        foreach (var path in (string[])["/openapi.json", "/openapi"])
        {
            using var reply = await server.Client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        }
    }

    [Fact]
    public async Task The_document_is_that_of_its_routes_and_is_sent_once()
    {
        await using var server = await Serving.Start(Asked, Hello.Service);
        using var reply = await server.Client.GetAsync("/openapi.json", Token);
        var text = await reply.Content.ReadAsStringAsync(Token);
        Assert.Equal("application/json", reply.Content.Headers.ContentType!.ToString());
        Assert.Equal(Asked.OpenApi!.Describe(HttpOptions.Default, Hello.Service).ThrowIfFail(), text);
        Assert.Equal(["/helloworld/{name}", "/helloworld"], JsonNode.Parse(text)!["paths"]!.AsObject().Select(static path => path.Key));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi.json") { Headers = { { "If-None-Match", reply.Headers.ETag!.ToString() } } };
        using var known = await server.Client.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Theory]
    [InlineData("/openapi.json", "application/vnd.oai.openapi+json"), InlineData("/openapi.json", "text/yaml"), InlineData("/openapi", "text/html"), InlineData("/openapi/", "text/html, image/*;q=0.1")]
    public async Task It_is_given_whatever_is_accepted(string path, string accept)
    {
        await using var server = await Serving.Start(Asked, Hello.Service);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
        using var reply = await server.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task Its_places_are_options_and_the_page_knows_the_way_to_the_document()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { OpenApi = new OpenApi("hello", "v1") { Path = "/meta/api/v1.json", Page = "/meta/page" } }, Hello.Service);
        var page = await server.Client.GetStringAsync("/meta/page", Token);
        Assert.Contains("data-document=\"api/v1.json\"", page, StringComparison.Ordinal);
        Assert.StartsWith("{", await server.Client.GetStringAsync("/meta/api/v1.json", Token), StringComparison.Ordinal);
        await using var alone = await Serving.Start(HttpOptions.Default with { OpenApi = new OpenApi("hello", "v1") { Page = "" } }, Hello.Service);
        using var none = await alone.Client.GetAsync("/openapi", Token);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_route_that_is_there_already_is_a_conflict_of_the_start()
    {
        var server = Server.Http("http://127.0.0.1:0", Asked, Routes.Get("/openapi.json", static () => unitEff));
        var end = await server.Listen.Allocate.RunAsync(Env.System);
        Assert.Equal("ROUTE_CONFLICT", end.Error.Reason);
    }

    [Fact]
    public void What_no_schema_can_have_is_told_when_it_is_described()
    {
        var end = new OpenApi("x", "1").Describe(HttpOptions.Default with { Json = new(HttpOptions.DefaultJson) { ReferenceHandler = ReferenceHandler.Preserve } }, Hello.Service);
        Assert.Equal("NO_CONTRACT", end.Error.Reason);
    }

    [Fact]
    public async Task In_a_group_of_an_app_it_is_behind_the_prefix_and_so_are_its_paths()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGroup("/v1").MapService(Hello.Service, Asked);
        await app.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var document = JsonNode.Parse(await client.GetStringAsync("/v1/openapi.json", Token))!;
        Assert.Equal(["/v1/helloworld/{name}", "/v1/helloworld"], document["paths"]!.AsObject().Select(static path => path.Key));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/openapi", Token)).StatusCode);
        await app.StopAsync(Token);
    }

    [Fact]
    public async Task A_browser_shows_the_page_and_asks_nobody_else()
    {
        await using var server = await Serving.Start(Asked, Hello.Service, ApiJudgeTests.Streams);
        var screenshot = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.NewGuid():n}.png");
        await using var browser = Program.Start("node", Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "openapi-page.js"), $"{server.Uri}openapi/", screenshot);
        Assert.True(await browser.Exit() == 0, browser.Output);
        var shown = JsonNode.Parse(browser.Output.Split('\n').Single(static line => line.StartsWith('{')))!;
        Assert.Equal([], shown["faults"]!.AsArray().Select(static one => (string?)one));
        Assert.Equal(["/openapi/", "/openapi.json"], shown["asked"]!.AsArray().Select(static one => (string?)one));
        Assert.Equal("hello", (string?)shown["title"]);
        Assert.Equal(
            ["GET/helloworld/{name}", "POST/helloworld", "GET/watch/{name}", "POST/watch", "GET/sum", "POST/sum", "GET/talk/{name}"],
            shown["operations"]!.AsArray().Select(static one => (string?)one));
        Assert.Contains("HelloReply", (string?)shown["opened"], StringComparison.Ordinal);
        Assert.Equal(["GET/talk/{name}"], shown["found"]!.AsArray().Select(static one => (string?)one));
        Assert.InRange(new FileInfo(screenshot).Length, 5_000, long.MaxValue);
        File.Delete(screenshot);
    }
}
