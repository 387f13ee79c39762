using System.Text;

namespace Kratos.Reactive;

/// <summary>A description of all that an HTTP server serves, in OpenAPI 3.1, made of the same rules, messages and records that it serves by, and a page to read it:
/// <c>HttpOptions.Default with { OpenApi = new OpenApi("helloworld", "v1.0.0") }</c>.</summary>
/// <remarks>
/// What proto files say in comments (<see cref="Service.Comments"/>), rules in <see cref="HttpRule.Summary"/> and records in <c>[Description]</c> is told. What OpenAPI 3.1 has no place for stands where 3.2 has one, with an <c>x-</c> before its name:
/// <c>x-itemSchema</c> (what each event or line of a stream is) and <c>x-additionalOperations</c> (verbs of one's own); <c>x-websocket</c> says what goes each way through a WebSocket. Whoever can reach the server can read it: put what is secret behind
/// ASP.NET's authorization, or describe it with <see cref="Describe"/> only. Source: OpenAPI Specification 3.1.1, 3.2.0.
/// </remarks>
/// <param name="Title">What it is called.</param>
/// <param name="Version">The version of what is described, not of OpenAPI.</param>
public sealed record OpenApi(string Title, string Version)
{
    /// <summary>What it is for; nothing, unless set. It may be CommonMark.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where it is reached: <c>https://api.example.com</c>, or <c>/behind/a/prefix</c>; where the document came from, unless set.</summary>
    public IReadOnlyList<string> Servers { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    /// <summary>Where the document is: <c>/openapi.json</c>, unless set. In a group of ASP.NET's it is behind the prefix.</summary>
    public string Path { get; init; } = "/openapi.json";

    /// <summary>Where the page is: <c>/openapi</c>, unless set; empty for none. It needs nothing from elsewhere.</summary>
    public string Page { get; init; } = "/openapi";

    /// <summary>The document, without a server: for a file that is made when the program is built. It fails with what a server would not start with: 400 <c>BAD_RULE</c>, 409 <c>ROUTE_CONFLICT</c>, 500 <c>NO_CONTRACT</c>.</summary>
    public Fin<string> Describe(HttpOptions options, params IReadOnlyList<Service> services)
    {
        var serving = new HttpServing(options with { OpenApi = null }, Env.System);
        return RouteTable.Build(services, serving).Bind(routing => ApiDocument.Write(this, services, routing.All, serving)).Map(static document => Encoding.UTF8.GetString(document));
    }
}
