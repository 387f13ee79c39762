namespace Kratos.Reactive;

/// <summary>The messages of one streaming call, which travel in its environment: the chain of middleware is composed once, not for each call.</summary>
/// <remarks>It is the frame under a run of the stream. An end that comes while a message goes out waits until that one has gone.</remarks>
sealed class Flow(IObservable<object> messages, IObserver<object> sink) : Eff, IFrame<Unit>
{
    internal static readonly EnvKey<Flow> Key = new("the flow of a streaming call");

    const int Over = int.MinValue;

    readonly Lock gate = new();
    bool entered;
    bool running;
    int sending;        // how many messages are going out; with Over in it no more do
    volatile bool sent;
    bool told;
    Error? first;
    Error? failure;

    internal IObservable<object> Messages => messages;

    /// <summary>A second run of the same stream is allowed only after the first, and while no message went out: later it would repeat messages.</summary>
    internal Error? Enter()
    {
        lock (gate)
        {
            entered = true;
            if (running || sent) return first ?? Repeated;
            running = true;
            return null;
        }
    }

    internal void Send(object message)
    {
        sent = true;        // before it goes out: from then on there is no second run
        try
        {
            if (Interlocked.Increment(ref sending) < 0) return;
            sink.OnNext(message);
        }
        finally
        {
            if (Interlocked.Decrement(ref sending) == Over) Tell();
        }
    }

    /// <summary>The whole call is over: nothing goes out any more.</summary>
    internal void End(Error? error)
    {
        lock (gate)
        {
            if (Volatile.Read(ref sending) < 0) return;
            failure = error ?? (entered ? null : Skipped);
            if (Interlocked.Add(ref sending, Over) != Over) return;
        }

        Tell();
    }

    public Eff? Resume(Unit value, Machine machine)
    {
        lock (gate) running = false;
        return machine.Return(Reply.Empty);
    }

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        lock (gate)
        {
            running = false;
            if (sent) first ??= error;
        }

        return null;
    }

    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

    // One who came too late to send comes by here too.
    void Tell()
    {
        if (Interlocked.Exchange(ref told, true)) return;
        if (failure is null) sink.OnCompleted();
        else sink.OnError(new ErrorException(failure));
    }

    static Error Repeated { get; } = Error.Internal("STREAM_REPEATED", "a middleware ran a stream again while it was running, or after messages had gone out");

    static Error Skipped { get; } = Error.Internal("STREAM_SKIPPED", "a middleware answered a streaming call without running it; on a stream it must run it or fail");
}
