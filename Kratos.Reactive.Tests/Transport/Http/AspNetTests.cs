using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Kratos.Reactive.Tests;

/// <summary>ASP.NET Core's own parts beside our services: in a server of ours, and ours in an app of somebody's.</summary>
public sealed class AspNetTests
{
    sealed record Mark(string Name);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What ASP.NET Core does well already, as a user of it writes it.</summary>
    static void Parts(IServiceCollection services)
    {
        services.AddRouting();
        services.AddCors(static cors => cors.AddDefaultPolicy(static policy => policy.WithOrigins("https://shop.example").WithMethods("GET")));
        services.AddResponseCompression(static compression => compression.MimeTypes = ["application/json"]);
        services.AddHealthChecks();
        services.AddRateLimiter(static limiter => limiter.AddPolicy("one", static _ => RateLimitPartition.GetConcurrencyLimiter("", static _ => new() { PermitLimit = 1 }))
            .AddFixedWindowLimiter("two", static window => (window.PermitLimit, window.Window) = (2, TimeSpan.FromDays(1))));
    }

    static void Pipeline(WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Repository.Root), ServeUnknownFileTypes = true, RequestPath = "/files" });
        app.UseCors();
        app.UseRateLimiter();
        app.MapHealthChecks("/up");
    }

    static async Task Works(HttpClient client)
    {
        Assert.Equal("""{"message":"Hello kratos"}""", await client.GetStringAsync("/helloworld/kratos", Token));
        Assert.Equal("Healthy", await client.GetStringAsync("/up", Token));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "LICENSE"), Token), await client.GetStringAsync("/files/LICENSE", Token));

        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/helloworld/kratos") { Headers = { { "Origin", "https://shop.example" }, { "Access-Control-Request-Method", "GET" } } };
        using var allowed = await client.SendAsync(preflight, Token);
        Assert.Equal(["GET"], allowed.Headers.GetValues("Access-Control-Allow-Methods"));

        using var packing = new HttpRequestMessage(HttpMethod.Get, "/helloworld/kratos") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var packed = await client.SendAsync(packing, Token);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task HS17_static_files_health_checks_CORS_and_compression_of_ASPNET_beside_the_services_of_a_server()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { AppServices = Parts, App = Pipeline }, Hello.Service);
        await Works(server.Client);
        using var missing = await server.Client.GetAsync("/nowhere", Token);
        Assert.Contains("NOT_FOUND", await missing.Content.ReadAsStringAsync(Token));
    }

    static async Task<(WebApplication App, HttpClient Client)> Start(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        Parts(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync(Token);
        return (app, new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) });
    }

    [Fact]
    public async Task A_service_is_mapped_into_an_app_of_somebodys_beside_what_it_has()
    {
        var (app, client) = await Start(static app =>
        {
            Pipeline(app);
            app.MapGet("/own", static () => "own");
            app.MapService(Hello.Service);
        });
        await using var _ = app;
        using var __ = client;
        await Works(client);
        Assert.Equal("own", await client.GetStringAsync("/own", Token));
        using var missing = await client.GetAsync("/nowhere", Token);
        Assert.Equal((HttpStatusCode.NotFound, ""), (missing.StatusCode, await missing.Content.ReadAsStringAsync(Token)));
        using var refused = await client.DeleteAsync("/helloworld/kratos", Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        using var failed = await client.GetAsync("/helloworld/error", Token);
        Assert.Equal("""{"code":400,"reason":"CUSTOM_ERROR","message":"you asked for it","metadata":{"name":"error"}}""", await failed.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task What_an_app_says_of_endpoints_it_says_of_ours_one_by_one()
    {
        var (app, client) = await Start(static app =>
        {
            app.UseRateLimiter();
            app.MapService(Routes.Get("/limited", static () => SuccessEff("x"))).RequireRateLimiting("two");
            app.MapService(Routes.Get("/free", static () => SuccessEff("x")));
        });
        await using var _ = app;
        using var __ = client;
        foreach (var status in new[] { 200, 200, 503, 503 })
        {
            using var limited = await client.GetAsync("/limited", Token);
            using var free = await client.GetAsync("/free", Token);
            Assert.Equal((status, 200), ((int)limited.StatusCode, (int)free.StatusCode));
        }
    }

    [Fact]
    public async Task In_a_group_or_behind_a_path_base_the_variables_of_a_path_are_the_same()
    {
        var (app, client) = await Start(static app =>
        {
            app.UsePathBase("/base/of/all");
            app.UseRouting();
            app.MapService(Hello.Service);
            app.MapGroup("/api/v1").MapService(Hello.Service).WithMetadata(new Mark("greeter"));
        });
        await using var _ = app;
        using var __ = client;
        foreach (var path in new[] { "/helloworld/a%2Fb", "/api/v1/helloworld/a%2Fb", "/base/of/all/helloworld/a%2Fb", "/base/of/all/api/v1/helloworld/a%2Fb" })
            Assert.Equal("""{"message":"Hello a/b"}""", await client.GetStringAsync(path, Token));
        Assert.Equal(["greeter", "greeter"], ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).Select(static endpoint => endpoint.Metadata.GetMetadata<Mark>()?.Name).OfType<string>());
    }

    [Fact]
    public async Task A_fallback_is_behind_all_that_the_app_has()
    {
        var (app, client) = await Start(static app =>
        {
            app.MapService(Routes.Get("/x", static () => SuccessEff("x")).Fallback(static (Unit _) => SuccessEff("nothing")));
            app.MapGet("/own/{any}", static () => "own");
        });
        await using var _ = app;
        using var __ = client;
        Assert.Equal("\"x\"", await client.GetStringAsync("/x", Token));
        Assert.Equal("own", await client.GetStringAsync("/own/1", Token));
        Assert.Equal("\"nothing\"", await client.GetStringAsync("/own/1/2", Token));
    }

    [Fact]
    public async Task What_is_wrong_with_the_rules_is_said_when_they_are_mapped()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        await using var app = builder.Build();
        var error = Assert.Throws<ErrorException>(() => app.MapServices([Routes.Get("/x/{", static () => SuccessEff("x")), Hello.Service, Hello.Service])).Error;
        Assert.Equal(["BAD_RULE", "ROUTE_CONFLICT", "ROUTE_CONFLICT"], error.Others.Select(static other => other.Reason).Prepend(error.Reason));
    }

    [Fact]
    public async Task A_path_that_something_before_us_rewrote_is_the_path_and_escapes_are_those_of_the_caller_else()
    {
        var (app, client) = await Start(static app =>
        {
            app.Use(static (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments("/me", out var rest)) context.Request.Path = "/helloworld/ada" + rest;
                return next(context);
            });
            app.UseRouting();
            app.MapService(Hello.Service);
        });
        await using var _ = app;
        using var __ = client;
        Assert.Equal("""{"message":"Hello ada"}""", await client.GetStringAsync("/me", Token));
        Assert.Equal("""{"message":"Hello ada"}""", await client.GetStringAsync("/%6de", Token));
        Assert.Equal("""{"message":"Hello b/c d"}""", await client.GetStringAsync("/helloworld/b%2Fc%20d", Token));
        Assert.Equal("""{"message":"Hello x"}""", await client.GetStringAsync("/a/%2e%2e/helloworld/x", Token));
    }

    [Fact]
    public async Task Our_limit_of_bodies_is_that_of_our_endpoints_and_others_keep_theirs()
    {
        await using var server = await Serving.Start(
            HttpOptions.Default with { MaxBody = 40_000_000, App = static app => app.MapPost("/own", static async context => await context.Request.Body.CopyToAsync(Stream.Null, Token)) },
            Hello.Service);
        async Task<HttpStatusCode> Send(string path, int size)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("""{"name":"x"}""".PadRight(size), System.Text.Encoding.ASCII, "application/json"), Headers = { ExpectContinue = true } };
            using var reply = await server.Client.SendAsync(request, Token);
            return reply.StatusCode;
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (await Send("/helloworld", 35_000_000), await Send("/own", 1_000_000), await Send("/own", 35_000_000)));
    }

    [Fact]
    public async Task A_fallback_in_an_app_leaves_paths_that_are_there_for_other_verbs()
    {
        var (app, client) = await Start(static app => app.MapGroup("/v1").MapService(Routes.Get("/x", static () => SuccessEff("x")).Fallback(static (Unit _) => SuccessEff("nothing"))));
        await using var _ = app;
        using var __ = client;
        Assert.Equal("\"nothing\"", await client.GetStringAsync("/v1/y", Token));
        using var refused = await client.DeleteAsync("/v1/x", Token);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD, OPTIONS"), (refused.StatusCode, string.Join(", ", refused.Content.Headers.Allow)));
    }

    [Fact]
    public async Task What_ASPNET_refuses_for_other_reasons_than_a_verb_is_its_own_refusal()
    {
        await using var server = await Serving.Start(
            HttpOptions.Default with { AppServices = static services => services.AddRouting(), App = static app => app.MapPost("/form", static () => "x").WithMetadata(new AcceptsMetadata(["text/x-own"])) },
            Hello.Service);
        using var refused = await server.Client.PostAsync("/form", new StringContent("x", System.Text.Encoding.UTF8, "text/plain"), Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        using var verb = await server.Client.DeleteAsync("/form", Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, verb.StatusCode);
    }

    [Fact]
    public async Task A_body_that_cannot_be_unpacked_is_the_callers_fault()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { AppServices = static services => services.AddRequestDecompression(), App = static app => app.UseRequestDecompression() }, Hello.Service);
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true)) gzip.Write("""{"name":"x"}"""u8);
        var good = packed.ToArray();
        foreach (var (bytes, status) in new[] { (good, HttpStatusCode.OK), ("nonsense"u8.ToArray(), HttpStatusCode.BadRequest) })
        {
            using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
            using var reply = await server.Client.PostAsync("/helloworld", content, Token);
            Assert.Equal(status, reply.StatusCode);
        }
    }

    static Service Summed { get; } = new Service("x.Sum").Unary<Unit, Reply>("Do", static _ => SuccessEff(new Reply(new HelloReply("said")) { Trailers = Headers.Empty.Set("x-sum", "1") }), HttpRule.Get("/sum"));

    [Fact]
    public async Task Trailers_never_stand_in_a_body_whatever_is_between_us_and_Kestrel()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { AppServices = Parts, App = static app => app.UseResponseCompression() }, Summed);
        using var packed = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/sum") { Headers = { { "Accept-Encoding", "gzip" } } }, Token);
        await using var unpacking = new System.IO.Compression.GZipStream(await packed.Content.ReadAsStreamAsync(Token), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unpacking);
        Assert.Equal("""{"message":"said"}""", await reader.ReadToEndAsync(Token));

        await using var watched = await Serving.Start(HttpOptions.Default with { App = static app => app.Use(Watch) }, Summed);
        using var seen = await watched.Client.GetAsync("/sum", Token);
        Assert.Equal("""{"message":"said"}""", await seen.Content.ReadAsStringAsync(Token));

        await using var plain = await Serving.Start(Summed);
        using var bare = await plain.Client.GetAsync("/sum", Token);
        Assert.Equal(("""{"message":"said"}""", "1"), (await bare.Content.ReadAsStringAsync(Token), bare.TrailingHeaders.GetValues("x-sum").Single()));
    }

    // What looks at answers puts a stream of its own in between.
    static async Task Watch(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate next)
    {
        var own = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        await next(context);
        context.Response.Body = own;
        await own.WriteAsync(copy.ToArray(), Token);
    }
}
