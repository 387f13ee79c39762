using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The values of a path's variables. Kestrel decodes what it can of a path, but never <c>%2F</c>: where a path has escapes, its values are checked, and taken from the path as it was sent.</summary>
static class RawSegments
{
    /// <summary>The values, in order; null for one that is not percent-encoded UTF-8.</summary>
    internal static string?[] Of(HttpContext context, IReadOnlyList<RouteVariable> variables)
    {
        if (variables.Count == 0) return [];
        var path = RawPath(context);
        var escaped = path.Contains('%');
        var values = new string?[variables.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = context.Request.RouteValues[variables[i].Name] as string ?? "";
            values[i] = escaped ? Decoded(context, path, variables[i], value) : value;
        }

        return values;
    }

    static string? Decoded(HttpContext context, ReadOnlySpan<char> path, RouteVariable variable, string value)
    {
        // A path with dot segments, or in absolute form, was changed on the way: its segments do not correspond.
        var same = path.StartsWith('/') && path.Count('/') == context.Request.Path.Value.AsSpan().Count('/');
        if (!same || variable.Partial || variable.Rest) return !PercentEncoding.IsValid(path) ? null : variable.Rest ? value : value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var at = 0;
        foreach (var range in path[1..].Split('/'))
            if (at++ == variable.Segment) return PercentEncoding.IsValid(path[1..][range]) ? Uri.UnescapeDataString(path[1..][range]) : null;
        return value;
    }

    static ReadOnlySpan<char> RawPath(HttpContext context)
    {
        var target = (context.Features.Get<IHttpRequestFeature>()?.RawTarget).AsSpan();
        return target.IndexOf('?') is >= 0 and var end ? target[..end] : target;
    }
}
