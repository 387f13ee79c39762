namespace Kratos.Reactive;

/// <summary>One segment of a path template.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Text">The text of a literal, decoded.</param>
readonly record struct PathSegment(SegmentKind Kind, string Text = "")
{
    /// <summary>True when the parts of a path, none of them empty, are for these segments. There is one <c>**</c> at most.</summary>
    internal static bool Match(IReadOnlyList<PathSegment> pattern, string[] parts)
    {
        var many = pattern.Index().Where(static one => one.Item.Kind == SegmentKind.Many).Select(static one => one.Index).DefaultIfEmpty(-1).First();
        if (many < 0) return pattern.Count == parts.Length && Fit(pattern, parts);
        var behind = pattern.Count - many - 1;
        return parts.Length >= many + behind && Fit(pattern.Take(many), parts) && Fit(pattern.Skip(many + 1), parts.Skip(parts.Length - behind));
    }

    static bool Fit(IEnumerable<PathSegment> pattern, IEnumerable<string> parts) => pattern.Zip(parts, static (segment, part) => segment.Is(part)).All(static fits => fits);

    bool Is(string part) => Kind == SegmentKind.One || part.Equals(Text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a segment of a path template matches.</summary>
enum SegmentKind
{
    /// <summary>Its text, without regard to case, as ASP.NET's routing has it.</summary>
    Literal,

    /// <summary><c>*</c>: one segment that is not empty.</summary>
    One,

    /// <summary><c>**</c>: any number of segments.</summary>
    Many,
}
