namespace Kratos.Reactive;

/// <summary>The messages of one streaming call, which travel in its environment: the chain of middleware is composed once, not for each call.</summary>
sealed class Flow(IObservable<object> messages, IObserver<object> sink)
{
    internal static readonly EnvKey<Flow> Key = new("the flow of a streaming call");

    volatile bool closed;
    bool sent;
    Error? first;

    internal bool Entered { get; private set; }

    internal IObservable<object> Messages => messages;

    /// <summary>A second run of the same stream is allowed only while no message went out: later it would repeat messages.</summary>
    internal Fin<Unit> Enter()
    {
        Entered = true;
        if (!sent) return Unit.Default;
        return first ?? Error.Internal("STREAM_REPEATED", "a middleware ran the stream again after messages had gone out");
    }

    internal void Send(object message)
    {
        if (closed) return;
        sent = true;
        sink.OnNext(message);
    }

    internal void Left(Fin<Unit> end)
    {
        if (end.IsFail) first ??= end.Failed;
    }

    internal void Close() => closed = true;
}
