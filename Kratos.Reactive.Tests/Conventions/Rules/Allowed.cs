namespace Kratos.Reactive.Tests.Conventions;

/// <summary>A type that may do what the others may not, and why.</summary>
sealed record Allowed(string Type, string Member, string Why)
{
    /// <summary>The uses that nobody allowed, and the permissions that nobody uses.</summary>
    internal static IEnumerable<string> Broken(IReadOnlyCollection<Use> found, IReadOnlyCollection<Allowed> list, Func<Use, string?>? whyNot = null) =>
    [
        .. found.Where(use => !list.Any(one => one.Covers(use))).Select(use => whyNot is null ? use.ToString() : $"{use} {whyNot(use)}"),
        .. list.Where(one => !found.Any(one.Covers)).Select(one => $"{one.Type} is allowed {one.Member} and does not use it"),
    ];

    bool Covers(Use use) => use.Owner.Name == Type && use.Name == Member;
}
