namespace Kratos.Reactive;

/// <summary>The tries of one call: whether there is one more, and the wait before it.</summary>
sealed class HttpTries(HttpMethod verb, HttpCallOptions options, Env env, Attempts? attempts)
{
    IEnumerator<TimeSpan>? waits;

    internal static HttpTries Of(HttpMethod verb, HttpCallOptions options, Env env, Attempts? attempts) =>
        attempts?.Tries(() => new HttpTries(verb, options, env, attempts)) ?? new(verb, options, env, null);

    /// <summary>Waits, and is true when the call is to be tried again here.</summary>
    internal async ValueTask<bool> Again(HttpTry failed, CallTime time) => await IsFollowed(failed, time).ConfigureAwait(false) && attempts?.Repeat() is not true;

    async ValueTask<bool> IsFollowed(HttpTry failed, CallTime time)
    {
        if (failed.End.IsSucc || time.Why is not null || options.Retry is not { } retry || !(failed.Unsent || IsIdempotent) || !retry.When(failed.End.Failed)) return false;
        waits ??= retry.Waits.Waits(env).GetEnumerator();
        if (!waits.MoveNext()) return false;
        if (failed.RetryAfter > retry.MaxRetryAfter) return false;
        var wait = failed.RetryAfter > waits.Current ? failed.RetryAfter.Value : waits.Current;
        return !(wait > time.Left) && await time.Wait(wait).ConfigureAwait(false);
    }

    bool IsIdempotent => verb == HttpMethod.Get || verb == HttpMethod.Head || verb == HttpMethod.Put || verb == HttpMethod.Delete || verb == HttpMethod.Options || verb == HttpMethod.Trace;
}
