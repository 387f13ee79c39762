namespace Kratos.Reactive;

/// <summary>What calls out: one handler for one message, one for many.</summary>
public sealed partial record Client(Handler Call, StreamHandler Stream)
{
    /// <summary>Whether the other side can be reached: the present state first, then each change. A client without a network is always ready. It never fails, and completes after <see cref="ConnectionState.Shutdown"/>.</summary>
    public IObservable<ConnectionState> State { get; init; } = Observable.Return(ConnectionState.Ready);

    /// <summary>The same client inside <paramref name="middleware"/>.</summary>
    public Client With(Middleware middleware) => this with { Call = middleware >> Call, Stream = middleware >> Stream };
}
