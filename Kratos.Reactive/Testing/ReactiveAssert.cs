namespace Kratos.Reactive.Testing;

/// <summary>Compares what happened with what was expected. It needs no test runner: a difference is a <see cref="ReactiveAssertException"/>.</summary>
public static class ReactiveAssert
{
    const int Around = 5;

    /// <summary>Both have equal elements in the same order. The expected ones are asked, so predicates may be among them.</summary>
    /// <exception cref="ReactiveAssertException">They differ: it shows where.</exception>
    public static void AreElementsEqual<T>(IEnumerable<T> expected, IEnumerable<T> actual, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        IReadOnlyList<T> want = [.. expected], have = [.. actual];
        var at = want.Zip(have, EqualityComparer<T>.Default.Equals).TakeWhile(static equal => equal).Count();
        if (at < want.Count || at < have.Count) throw new ReactiveAssertException(Said(message, $"they differ at index {at}\nexpected{Near(want, at)}\nactual{Near(have, at)}"));
    }

    /// <summary><see cref="AreElementsEqual"/>, as it is said after the name of what happened.</summary>
    /// <exception cref="ReactiveAssertException">They differ: it shows where.</exception>
    public static void AssertEqual<T>(this IEnumerable<T> actual, params IEnumerable<T> expected) => AreElementsEqual(expected, actual);

    /// <summary>The action throws a <typeparamref name="TException"/>, which is the answer.</summary>
    /// <exception cref="ReactiveAssertException">It throws something else, or nothing.</exception>
    public static TException Throws<TException>(Action action, string? message = null) where TException : Exception =>
        Thrown(action) switch
        {
            TException exception => exception,
            var other => throw Unexpected(typeof(TException).Name, other, message),
        };

    /// <summary>The action throws this very exception.</summary>
    /// <exception cref="ReactiveAssertException">It throws something else, or nothing.</exception>
    public static void Throws<TException>(TException exception, Action action, string? message = null) where TException : Exception
    {
        var other = Thrown(action);
        if (!ReferenceEquals(exception, other)) throw Unexpected($"this {exception.GetType().Name}", other, message);
    }

    static Exception? Thrown(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    static ReactiveAssertException Unexpected(string expected, Exception? thrown, string? message) =>
        new(Said(message, $"expected {expected}, and {(thrown is null ? "nothing was thrown" : $"{thrown.GetType().Name} was thrown: {thrown.Message}")}"), thrown);

    static string Said(string? message, string difference) => message is null ? difference : $"{message}: {difference}";

    static string Near<T>(IReadOnlyList<T> all, int at)
    {
        var lines = all.Select((one, i) => $"\n  {(i == at ? '>' : ' ')} {i}: {one}").Skip(at - Around).Take(2 * Around + 1);
        return $" ({all.Count}):{string.Concat(lines)}{(at == all.Count ? "\n  > (the end)" : "")}";
    }
}
