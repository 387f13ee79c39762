using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Kratos.Reactive;

/// <summary>A path template in the notation of <c>google.api.http</c>: literals, <c>*</c>, <c>**</c>, <c>{a.b}</c>, <c>{name=shelves/*}</c> and a <c>:verb</c> at the end. A <c>**</c> that a verb follows is at least one segment.</summary>
/// <param name="Segments">What the segments of a path must be.</param>
/// <param name="Variables">The variables, in order.</param>
/// <param name="Verb">The verb with its colon; empty for none.</param>
sealed record RouteTemplate(IReadOnlyList<PathSegment> Segments, IReadOnlyList<RouteVariable> Variables, string Verb)
{
    /// <summary>The shape of <c>/**</c>.</summary>
    internal const string AnyShape = "/{**}";

    internal static Fin<RouteTemplate> Parse(string path) => new TemplateParser(path).Parse();

    /// <summary>Which segment is <c>**</c>; none when negative.</summary>
    internal int Many { get; } = Segments.Index().Where(static one => one.Item.Kind == SegmentKind.Many).Select(static one => one.Index).DefaultIfEmpty(-1).First();

    /// <summary>Equal for templates that match the same paths (literals are compared without regard to case).</summary>
    internal string Shape => string.Concat(Segments.Select(static segment => "/" + Of(segment))) + Verb.ToUpperInvariant();

    /// <summary>What follows a <c>**</c>, as <see cref="Shape"/> has it; empty when nothing does. ASP.NET's routing knows a <c>**</c> at the end only: <see cref="TailConstraint"/> looks at the rest.</summary>
    internal bool HasTail => Many >= 0 && (Many < Segments.Count - 1 || Verb.Length > 0);

    TailConstraint Tail => new(Segments.Skip(Many + 1).ToList(), Verb);

    /// <summary>The same for ASP.NET: its parameters are numbered, as a variable may be several.</summary>
    /// <param name="path">As it was written.</param>
    /// <param name="before">The templates that <see cref="GoesBefore"/> is true of.</param>
    internal RoutePattern ToPattern(string path, IEnumerable<RouteTemplate> before)
    {
        var segments = new List<RoutePatternPathSegment>();
        for (var i = 0; i < Segments.Count; i++)
        {
            var verb = i == Segments.Count - 1 ? Verb : "";
            if (i == Many)
            {
                var policies = HasTail ? [RoutePatternFactory.Constraint(Tail.Unless([.. before.Select(static one => one.Tail)]))] : Array.Empty<RoutePatternParameterPolicyReference>();
                segments.Add(RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart($"p{i}", null, RoutePatternParameterKind.CatchAll, policies)));
                break;
            }

            segments.Add(Segments[i].Kind == SegmentKind.Literal ? RoutePatternFactory.Segment(RoutePatternFactory.LiteralPart(Segments[i].Text + verb))
                : verb.Length == 0 ? RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart($"p{i}"))
                : RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart($"p{i}"), RoutePatternFactory.LiteralPart(verb)));
        }

        return Verb.Length == 0 ? RoutePatternFactory.Pattern(path, segments) : RoutePatternFactory.Pattern(path, null, new RouteValueDictionary { ["verb"] = new VerbConstraint(Verb) }, segments);
    }

    /// <summary>True when a decoded path is one of this template. Routing asks itself; this is for who has to know which other templates a path has.</summary>
    internal bool IsFor(string path)
    {
        var bare = path.TrimStart('/').TrimEnd('/');
        if (!bare.EndsWith(Verb, StringComparison.OrdinalIgnoreCase)) return false;
        bare = bare[..^Verb.Length];
        var parts = bare.Length == 0 ? [] : bare.Split('/');
        return !parts.Contains("") && (!HasTail || parts.Length >= Segments.Count) && PathSegment.Match(Segments, parts);
    }

    /// <summary>True when a path for both is for this one: its verb is a part of a segment to the other.</summary>
    internal bool GoesBefore(RouteTemplate other) => HasTail && other.HasTail && Verb.Length > 0 && other.Verb.Length == 0 && BeginsAs(other);

    /// <summary>True when some path would be for both, and neither is the more special one: what follows their <c>**</c> may be the same.</summary>
    internal bool Overlaps(RouteTemplate other)
    {
        if (!HasTail || !other.HasTail || !Verb.Equals(other.Verb, StringComparison.OrdinalIgnoreCase) || !BeginsAs(other)) return false;
        return Segments.Skip(Many + 1).Reverse().Zip(other.Segments.Skip(Many + 1).Reverse(), static (one, two) => one.Kind == SegmentKind.One || two.Kind == SegmentKind.One || Of(one) == Of(two)).All(static same => same);
    }

    bool BeginsAs(RouteTemplate other) => Many == other.Many && Segments.Take(Many).Select(Of).SequenceEqual(other.Segments.Take(Many).Select(Of), StringComparer.Ordinal);

    static string Of(PathSegment segment) => segment.Kind switch { SegmentKind.Literal => segment.Text.ToUpperInvariant(), SegmentKind.One => "{}", _ => "{**}" };
}
