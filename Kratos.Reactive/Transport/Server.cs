namespace Kratos.Reactive;

/// <summary>Something that listens, as a value: acquiring binds, releasing drains. The release's token means "close now".</summary>
/// <param name="Name">What the lifecycle calls it.</param>
/// <param name="Listen">Binds before it gives a <see cref="Listening"/>; drains, then closes.</param>
public sealed record Server(string Name, Resource<Listening> Listen)
{
    /// <summary>A server that is one effect, which works until its token tells it to stop: a consumer of a queue, a timer.</summary>
    /// <remarks>Its failure is the server's fault, and stops the app; when it just ends, the app goes on. A stop tells it and waits for its end; what it fails with then is the failure of the stop.</remarks>
    public static Server Of(string name, Eff<Unit> work) => new(name, Worker.Of(work));

    /// <summary>A server from its parts: for transports of one's own.</summary>
    /// <remarks>A <c>fork</c> made by <paramref name="start"/> ends with it: for work that goes on, see <see cref="Of(string, Eff{Unit})"/>.</remarks>
    /// <param name="name">What the lifecycle calls it.</param>
    /// <param name="start">Ends when the server is ready to work.</param>
    /// <param name="stop">Drains; told by its token to close now.</param>
    /// <param name="endpoints">Where it listens; nowhere unless given.</param>
    /// <param name="faults">What ends it while it should run; nothing unless given. Should replay its fault.</param>
    public static Server Of<S>(
        string name,
        Eff<S> start,
        Func<S, Eff<Unit>> stop,
        Func<S, IReadOnlyList<Uri>>? endpoints = null,
        Func<S, IObservable<Error>>? faults = null) =>
        new(name, Resource.Make(start, stop).Select(state => new Listening(endpoints?.Invoke(state) ?? [], faults?.Invoke(state) ?? Observable.Never<Error>())));
}
