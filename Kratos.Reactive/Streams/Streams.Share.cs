namespace Kratos.Reactive;

public static partial class Streams
{
    /// <summary>One subscription to the source for all who subscribe; one who comes late is given the present value, once, and then what follows.</summary>
    /// <remarks>
    /// <para>The first subscriber connects, the last one to leave disconnects, or <paramref name="linger"/> later (not at all later unless given) if nobody came back. Each connection is fresh: nothing of the last one is heard again.
    /// When the source ends, all hear it (a failure as an <see cref="ErrorException"/>), and the next subscriber connects anew.</para>
    /// <para>Subscribers are called where the source pushes, one after another, each by one thread at a time. One that is still busy when more comes (with its first value, on its own thread, or because it caused the next
    /// one itself) hears then only the latest, never an older one. One that throws is left out, and <see cref="Env.Unhandled"/> is told; the others hear everything.</para>
    /// </remarks>
    /// <param name="source">What is shared.</param>
    /// <param name="env">Its scheduler measures the linger.</param>
    /// <param name="linger">How long the connection is kept for nobody: zero (the default) or more.</param>
    public static IObservable<A> ShareLatest<A>(this IObservable<A> source, Env env, TimeSpan linger = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(linger, TimeSpan.Zero);
        return new SharedLatest<A>(source, env, linger);
    }
}
