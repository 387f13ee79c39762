namespace Kratos.Reactive.Tests;

/// <summary>What a run did, without the order of what happened in the same instant: how and when it ended, what was said when, what nobody could be told.</summary>
sealed record Doings(string End, long At, ValueList<string> Log)
{
    internal static Doings Of(Fin<int> end, long at, IEnumerable<(long At, string What)> log) =>
        new(end.Match(static value => $"{value}", static error => Text(error)), at, [.. log.Select(static one => $"{one.At} {one.What}").Order(StringComparer.Ordinal)]);

    internal static string Text(Error error) => string.Join('+', error.Others.Prepend(error with { Others = [] }).Select(static one => one.Reason).Order(StringComparer.Ordinal));
}
