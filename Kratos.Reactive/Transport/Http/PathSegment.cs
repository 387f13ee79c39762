namespace Kratos.Reactive;

/// <summary>One segment of a path template.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Text">The text of a literal, decoded.</param>
readonly record struct PathSegment(SegmentKind Kind, string Text = "");

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
