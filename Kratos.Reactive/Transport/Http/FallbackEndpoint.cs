using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers where nothing else is behind a prefix, or in an app of somebody's: to routing it is there for every verb of every path. A path that is there for other verbs is refused, as it is without a fallback.</summary>
/// <param name="answer">What answers.</param>
/// <param name="others">What is there, with the verbs it takes.</param>
/// <param name="serving">The server.</param>
sealed class FallbackEndpoint(RequestDelegate answer, IReadOnlyList<(RouteTemplate Template, IReadOnlyList<string> Verbs)> others, HttpServing serving)
{
    internal Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        string[] verbs = [.. others.Where(other => other.Template.IsFor(path)).SelectMany(static other => other.Verbs).Distinct().Order(StringComparer.Ordinal)];
        return verbs.Length == 0 ? answer(context) : Unrouted.Refuse(context, serving, string.Join(", ", verbs));
    }
}
