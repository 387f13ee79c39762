using System.Security.Cryptography;
using System.Text;

namespace Kratos.Reactive;

/// <summary>The page that shows a description. It is one file; a policy lets it run its own script, and ask this server, and nothing else.</summary>
static class ApiPage
{
    static readonly string text = Read();

    internal static Reply Of(OpenApi api)
    {
        var page = ApiService.Reply("text/html; charset=utf-8", Encoding.UTF8.GetBytes(text.Replace("{document}", Way(api), StringComparison.Ordinal)));
        return page with
        {
            Headers = page.Headers
                .Add("Content-Security-Policy", $"default-src 'none'; connect-src 'self'; img-src data:; script-src '{Hash("script")}'; style-src '{Hash("style")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .Add("X-Content-Type-Options", "nosniff"),
        };
    }

    // From the page to the document, wherever both are put.
    static string Way(OpenApi api) => new Uri($"http://here{api.Page}").MakeRelativeUri(new Uri($"http://here{api.Path}")).ToString().Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    static string Hash(string element)
    {
        var (from, to) = (text.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2, text.IndexOf($"</{element}>", StringComparison.Ordinal));
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text[from..to])))}";
    }

    static string Read()
    {
        using var page = new StreamReader(typeof(ApiPage).Assembly.GetManifestResourceStream("Kratos.Reactive.openapi.html")!);
        return page.ReadToEnd();
    }
}
