namespace Kratos.Reactive;

/// <summary>The tries of one call: whether there is one more, and the wait before it.</summary>
sealed class GrpcTries(GrpcCallOptions options, Env env)
{
    IEnumerator<TimeSpan>? waits;

    /// <summary>How many came before which a server may have seen.</summary>
    internal int Before { get; private set; }

    /// <summary>Waits, and is true when the call is to be tried again.</summary>
    internal async ValueTask<bool> Again(GrpcFailure failure, CallTime time)
    {
        if (failure.Error is null || failure.Committed || time.Why is not null) return false;
        if (failure.Unsent && options.WhenDown == WhenDown.Wait) return true;
        if (options.Retry is not { } retry || failure.Pushback == Timeout.InfiniteTimeSpan || !retry.When(failure.Error)) return false;
        waits ??= retry.Waits.Waits(env).GetEnumerator();
        if (!waits.MoveNext()) return false;
        if (!failure.Unsent) Before++;
        return await time.Wait(failure.Pushback ?? waits.Current).ConfigureAwait(false);
    }
}
