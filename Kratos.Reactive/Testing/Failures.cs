namespace Kratos.Reactive.Testing;

/// <summary>Keeps the failures that nobody could be given, from whatever thread they come.</summary>
sealed class Failures
{
    readonly List<Error> all = [];

    internal IReadOnlyList<Error> All { get { lock (all) return [.. all]; } }

    internal void Add(Error error)
    {
        lock (all) all.Add(error);
    }
}
