using Microsoft.AspNetCore.Http;
using Xunit.Sdk;

namespace Kratos.Reactive.Tests;

/// <summary>Servers that are broken on purpose pass the standard interop cases; ours does what they do not, and a test says so of each.</summary>
public sealed class MutantTests
{
    static readonly Dictionary<string, Func<Uri, Task<Mutant>>> mutants = new()
    {
        ["binary metadata comes padded or not"] = static server => Mutant.Of(server, before: DemandPadding),
        ["a deadline is kept by the server"] = static server => Mutant.Of(server, before: IgnoreTimeout),
        ["an unknown method is a status of gRPC"] = static server => Mutant.Of(server, after: AnswerNotFound),
        ["a message is percent-encoded"] = static server => Mutant.Of(server, after: EscapeNothing),
    };

    public static TheoryData<string> Laws => [.. WireLaws.All.Keys];

    [Theory, MemberData(nameof(Laws))]
    public async Task Our_server_keeps_the_law(string law)
    {
        await using var server = await GrpcRun.Start(WireLaws.Greeter);
        await WireLaws.All[law](server.Uri);
    }

    [Theory, MemberData(nameof(Laws))]
    public async Task The_proxy_alone_breaks_no_law(string law)
    {
        await using var server = await GrpcRun.Start(WireLaws.Greeter);
        await using var proxy = await Mutant.Of(server.Uri);
        await WireLaws.All[law](proxy.Uri);
    }

    [Theory, MemberData(nameof(Laws))]
    public async Task The_server_that_is_broken_on_purpose_is_caught_by_its_law(string law)
    {
        await using var server = await GrpcRun.Start(WireLaws.Greeter);
        await using var mutant = await mutants[law](server.Uri);
        await Assert.ThrowsAnyAsync<XunitException>(() => WireLaws.All[law](mutant.Uri));
    }

    [Theory, MemberData(nameof(Laws))]
    public async Task The_other_laws_do_not_mind_what_is_broken(string law)
    {
        await using var server = await GrpcRun.Start(WireLaws.Greeter);
        await using var mutant = await mutants[law](server.Uri);
        foreach (var other in WireLaws.All.Where(other => other.Key != law)) await other.Value(mutant.Uri);
    }

    static bool DemandPadding(HttpContext context)
    {
        if (context.Request.Headers.All(static field => !BinaryMetadata.IsBinary(field.Key) || field.Value.ToString().Length % 4 == 0)) return false;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers.GrpcStatus = "13";
        return true;
    }

    static bool IgnoreTimeout(HttpContext context)
    {
        context.Request.Headers.Remove("grpc-timeout");
        return false;
    }

    static void AnswerNotFound(HttpResponseMessage answer, HttpContext context)
    {
        if (context.Response.Headers.GrpcStatus != "12") return;
        context.Response.Headers.Clear();
        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    // All that HTTP can carry goes out as it is.
    static void EscapeNothing(HttpResponseMessage answer, HttpContext context)
    {
        if (context.Response.Headers.GrpcMessage is [{ } message, ..]) context.Response.Headers.GrpcMessage = GrpcMessage.Decode(message).Replace("\n", "", StringComparison.Ordinal);
    }
}
