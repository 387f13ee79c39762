namespace Kratos.Reactive;

/// <summary>How a call of one message each way ends from outside: its caller leaves, its time is over, or that of the server which stops. It is there for calls that wait, and for those that ask for their token.</summary>
/// <remarks>Whoever comes first decides, the run or what cuts it.</remarks>
sealed class UnaryEnd : CancellationTokenSource
{
    // In place of what cut the call, when nothing did.
    static readonly Error Ended = Error.Cancelled with { Message = "it ended by itself" };

    readonly Env env;
    readonly CancellationTokenRegistration left;
    readonly CancellationTokenRegistration stopped;
    readonly Alarm? alarm;
    Error? decided;
    UnaryWait? wait;

    internal UnaryEnd(Env env, GrpcServing serving, CancellationToken aborted)
    {
        (this.env, Fires) = (env, Token);
        left = aborted.UnsafeRegister(static self => ((UnaryEnd)self!).Tell(), this);
        stopped = serving.Cutting.UnsafeRegister(static self => ((UnaryEnd)self!).Cut(GrpcServing.Stopped), this);
        if (env.Due is not { } due) return;
        alarm = new(env.Time, static self => ((UnaryEnd)self).Cut(Error.TimedOut), this);
        alarm.Set(due - env.Time.GetUtcNow());
    }

    /// <summary>The token, which may be asked for after the end, too.</summary>
    internal CancellationToken Fires { get; }

    /// <summary>The call waits: it is answered when it is cut.</summary>
    internal void Waits(UnaryWait by)
    {
        lock (this)
        {
            wait = by;
            if (decided is null) return;
        }

        by.Cut(decided);
    }

    /// <summary>The run has ended. Null when that decides; else what cut the call before.</summary>
    internal Error? Ran()
    {
        lock (this) decided ??= Ended;
        return ReferenceEquals(decided, Ended) ? null : decided;
    }

    /// <summary>The call is answered: nothing cuts it any more.</summary>
    internal void Over()
    {
        left.Unregister();
        stopped.Unregister();
        alarm?.Dispose();
    }

    void Cut(Error error)
    {
        UnaryWait? cut;
        lock (this)
        {
            if (decided is not null) return;
            (decided, cut) = (error, wait);
        }

        // The answer first: whoever is told to stop may take his time.
        cut?.Cut(error);
        Tell();
    }

    void Tell() => this.Tell(env);
}
