namespace Kratos.Reactive;

/// <summary>How long one call may go on, and what ended it here. Whoever comes first decides: it is not guessed from the clock afterwards.</summary>
sealed class CallTime : CancellationTokenSource
{
    static readonly TimeSpan longest = TimeSpan.FromDays(40);      // what a system timer takes

    readonly Env env;
    readonly CancellationTokenRegistration left;
    readonly CancellationTokenRegistration closed;
    readonly Alarm? alarm;
    Error? why;

    internal CallTime(Env env, TimeSpan timeout, CancellationToken closed)
    {
        this.env = env;
        var now = env.Time.GetUtcNow();
        Due = timeout >= TimeSpan.Zero && timeout < DateTimeOffset.MaxValue - now && !(env.Due <= now + timeout) ? now + timeout : env.Due;
        if (Due <= now) why = Error.TimedOut;
        left = env.Token.UnsafeRegister(static self => ((CallTime)self!).End(Error.Cancelled), this);
        this.closed = closed.UnsafeRegister(static self => ((CallTime)self!).End(Closed), this);
        if (why is not null || Due is not { } due) return;
        alarm = new(env.Time, static self => ((CallTime)self).End(Error.TimedOut), this);
        alarm.Set(due - now);
    }

    internal static Error Closed { get; } = Error.Unavailable("CLIENT_CLOSED", "the client was given back while a call went on");

    internal DateTimeOffset? Due { get; }

    /// <summary>What ended the call on this side; null while nothing did.</summary>
    internal Error? Why => Volatile.Read(ref why);

    /// <summary>What the server is told; null for as long as it likes.</summary>
    internal TimeSpan? Left => Due - env.Time.GetUtcNow();

    /// <summary>Ends the call here, unless it has ended.</summary>
    internal void End(Error error)
    {
        if (Interlocked.CompareExchange(ref why, error, null) is null) this.Tell(env);
    }

    /// <summary>What the caller is told: a cancellation by the other side that comes after the deadline is that deadline.</summary>
    internal Error Told(Error error) => Why ?? (error.Is(Error.Cancelled) && Due <= env.Time.GetUtcNow() ? Error.TimedOut : error);

    /// <summary>Waits; false when the call was over before that.</summary>
    internal async ValueTask<bool> Wait(TimeSpan wait)
    {
        if (wait == TimeSpan.Zero) return true;
        try
        {
            await Task.Delay(wait < longest && wait >= TimeSpan.Zero ? wait : longest, env.Time, Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        alarm?.Dispose();
        left.Unregister();
        closed.Unregister();
        base.Dispose(disposing);
    }
}
