namespace Kratos.Reactive;

/// <summary>The tries of one call: whether there is one more, and the wait before it.</summary>
sealed class HttpTries(HttpMethod verb, HttpCallOptions options, Env env, CallTime time)
{
    IEnumerator<TimeSpan>? waits;

    /// <summary>Waits, and is true when the call is to be tried again.</summary>
    internal async ValueTask<bool> Again(HttpTry failed)
    {
        if (failed.End.IsSucc || time.Why is not null || options.Retry is not { } retry || !(failed.Unsent || IsIdempotent) || !retry.When(failed.End.Failed)) return false;
        waits ??= retry.Waits.Waits(env).GetEnumerator();
        if (!waits.MoveNext()) return false;
        var wait = failed.RetryAfter ?? waits.Current;
        return !(failed.RetryAfter > time.Left) && await time.Wait(wait).ConfigureAwait(false);
    }

    bool IsIdempotent => verb == HttpMethod.Get || verb == HttpMethod.Head || verb == HttpMethod.Put || verb == HttpMethod.Delete || verb == HttpMethod.Options || verb == HttpMethod.Trace;
}
