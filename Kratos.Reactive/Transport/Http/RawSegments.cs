using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The values of a path's variables. Kestrel decodes all of a path but <c>%2F</c>; where that is in a value, the value is taken from the path as it was sent.</summary>
static class RawSegments
{
    internal static string[] Of(HttpContext context, IReadOnlyList<RouteVariable> variables)
    {
        if (variables.Count == 0) return [];
        var values = new string[variables.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var variable = variables[i];
            var value = context.Request.RouteValues[variable.Name] as string ?? "";
            // The rest of a path keeps its %2F, as google.api.http has it: there a slash means something else.
            values[i] = variable.Rest || !value.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? value : Decoded(context, variable, value);
        }

        return values;
    }

    static string Decoded(HttpContext context, RouteVariable variable, string value)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.AsSpan(0, target.AsSpan().IndexOf('?') is >= 0 and var end ? end : target.Length);
        // A path with dot segments, or in absolute form, was changed on the way: its segments do not correspond.
        var same = path.StartsWith('/') && path.Count('/') == context.Request.Path.Value.AsSpan().Count('/');
        if (!same || variable.Partial) return value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var at = 0;
        foreach (var range in path[1..].Split('/'))
            if (at++ == variable.Segment) return Uri.UnescapeDataString(path[1..][range]);
        return value;
    }
}
