namespace Kratos.Reactive;

/// <summary>Chooses operations: the ones that a middleware is for. <c>Authentication().When(Selector.Prefix("/shop.v1.").Except(Selector.Exact("/shop.v1.Accounts/Login")))</c></summary>
/// <remarks>
/// A pattern that could never choose anything, or is not what it seems (an invalid regex, an empty text, a <c>*</c> where nothing is a wildcard), is an error when the selector is made:
/// a slip must not switch off an authentication silently. <see cref="Service.With(Middleware, Selector)"/> refuses one that chooses no method of the service, too. <c>a | b</c> chooses what either does, <c>a &amp; b</c> what both do.
/// Source: Go Kratos <c>middleware/selector</c> (<c>Path</c>, <c>Prefix</c>, <c>Regex</c>, <c>Match</c>), which skips an invalid regex.
/// </remarks>
public sealed class Selector
{
    readonly Func<Operation, bool> selects;
    readonly string text;

    Selector(Func<Operation, bool> selects, string text) => (this.selects, this.text) = (selects, text);

    /// <summary>Every operation.</summary>
    public static Selector All { get; } = new(static _ => true, "all");

    /// <summary>The operations of these names, in full: <c>/package.Service/Method</c>. Case counts.</summary>
    /// <exception cref="ErrorException">500 <c>SELECTOR_INVALID</c>: none is given, or one has another shape.</exception>
    public static Selector Exact(params IReadOnlyList<string> operations)
    {
        var names = SelectorPattern.All("an operation", operations, SelectorPattern.Operation).ToHashSet(StringComparer.Ordinal);
        return new(operation => names.Contains(operation.ToString()), string.Join(" | ", operations));
    }

    /// <summary>The operations whose names begin with one of these, as <c>/package.</c> or <c>/package.Service/</c>. Case counts.</summary>
    /// <exception cref="ErrorException">500 <c>SELECTOR_INVALID</c>: none is given, or one does not begin with a slash, or has white space or a <c>*</c>.</exception>
    public static Selector Prefix(params IReadOnlyList<string> prefixes)
    {
        var all = SelectorPattern.All("a prefix", prefixes, SelectorPattern.Prefix);
        return new(operation => all.Any(prefix => operation.ToString().StartsWith(prefix, StringComparison.Ordinal)), string.Join(" | ", all.Select(static prefix => $"{prefix}*")));
    }

    /// <summary>The operations whose whole name, the first slash too, the pattern is true of, in time that is linear in the name: look-arounds, back references and atomic groups are not possible. Case counts.</summary>
    /// <exception cref="ErrorException">500 <c>SELECTOR_INVALID</c>: it says what is wrong with the pattern.</exception>
    public static Selector Regex(string pattern)
    {
        var whole = SelectorPattern.Whole(pattern);
        return new(operation => whole.IsMatch(operation.ToString()), $"regex {pattern}");
    }

    /// <summary>The operations that <paramref name="predicate"/> is true of. It is asked once for an operation, as a rule, not for each call: it may depend on nothing else.</summary>
    public static Selector Where(Func<Operation, bool> predicate) => new(predicate, "where ..");

    /// <summary>Whether it chooses this operation.</summary>
    public bool Selects(Operation operation) => selects(operation);

    /// <summary>What this one chooses and <paramref name="other"/> does not.</summary>
    public Selector Except(Selector other) => new(operation => selects(operation) && !other.selects(operation), $"({text} except {other.text})");

    /// <summary>What either chooses.</summary>
    public static Selector operator |(Selector a, Selector b) => new(operation => a.selects(operation) || b.selects(operation), $"({a.text} | {b.text})");

    /// <summary>What both choose.</summary>
    public static Selector operator &(Selector a, Selector b) => new(operation => a.selects(operation) && b.selects(operation), $"({a.text} & {b.text})");

    /// <summary>The patterns, for a message.</summary>
    public override string ToString() => text;
}
