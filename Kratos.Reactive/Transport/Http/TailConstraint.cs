using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kratos.Reactive;

/// <summary>What follows a <c>**</c> in a template: segments, and a verb. It is asked of the rest of a path.</summary>
sealed class TailConstraint(IReadOnlyList<PathSegment> tail, string verb, params IReadOnlyList<TailConstraint> unless) : IRouteConstraint
{
    /// <summary>The same, but not where one of those is true.</summary>
    internal TailConstraint Unless(IReadOnlyList<TailConstraint> others) => new(tail, verb, others);

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        var rest = values[routeKey] as string ?? "";
        return Matches(httpContext, rest) && !unless.Any(one => one.Matches(httpContext, rest));
    }

    bool Matches(HttpContext? context, ReadOnlySpan<char> rest) => Matches(rest) && (context is null || verb.Length == 0 || RawSegments.HasVerb(context, verb));

    bool Matches(ReadOnlySpan<char> rest)
    {
        if (rest is [.., '/']) rest = rest[..^1];
        if (!rest.EndsWith(verb, StringComparison.OrdinalIgnoreCase)) return false;
        rest = rest[..^verb.Length];
        for (var i = tail.Count - 1; i >= 0; i--)
        {
            var start = rest.LastIndexOf('/') + 1;
            var last = rest[start..];
            if (last.IsEmpty || (tail[i].Kind == SegmentKind.Literal && !last.Equals(tail[i].Text, StringComparison.OrdinalIgnoreCase))) return false;
            rest = start == 0 ? [] : rest[..(start - 1)];
        }

        return true;
    }
}
