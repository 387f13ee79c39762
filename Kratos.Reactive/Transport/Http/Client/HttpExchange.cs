namespace Kratos.Reactive;

/// <summary>One call that goes out: a request, and what comes back for it, as often as it takes.</summary>
sealed class HttpExchange(HttpMessageInvoker invoker, HttpCallPlan plan, HttpAsk ask, HttpCallOptions options, CallTime time, Env env)
{
    /// <summary>What a stream of replies is.</summary>
    internal const string Events = "text/event-stream";

    static readonly TimeSpan longest = TimeSpan.FromDays(40);      // what a system timer takes

    readonly ReplyFields? fields = env.TryFind(ReplyFields.Key, out var cell) ? cell : null;

    internal ValueTask<HttpTry> Try() => Within(async token =>
    {
        using var request = ask.ToRequest(Left());
        using var response = await invoker.SendAsync(request, token).ConfigureAwait(false);
        var answer = new HttpReceived(response);
        return answer.IsSuccess ? new(await Reply(answer, token).ConfigureAwait(false)) : await Failure(answer, token).ConfigureAwait(false);
    });

    /// <summary>A try of a stream: the answer that has begun, or how it failed.</summary>
    /// <param name="whole">How long the whole stream may go on; the other time is that until it begins.</param>
    internal async ValueTask<(EventReplies? Opened, HttpTry Failed)> Open(CallTime whole)
    {
        HttpResponseMessage? response = null;
        EventReplies? opened = null;
        var end = await Within(async token =>
        {
            using var request = ask.ToRequest(whole.Left);
            response = await invoker.SendAsync(request, token).ConfigureAwait(false);
            var answer = new HttpReceived(response);
            if (!answer.IsSuccess) return await Failure(answer, token).ConfigureAwait(false);
            fields?.Came(answer.Headers);
            if (answer.Status != 204 && !answer.ContentType.StartsWith(Events, StringComparison.OrdinalIgnoreCase)) return new(Error.Internal("CODEC", $"the replies of {plan.Method.Operation} are {answer.ContentType}, and not {Events}"));
            opened = await EventReplies.Of(response, plan, options, whole, env).ConfigureAwait(false);
            return default;
        }).ConfigureAwait(false);
        if (opened is null) response?.Dispose();
        return (opened, end);
    }

    /// <summary>A try of a WebSocket: the answer that is one, or how it failed.</summary>
    /// <param name="whole">How long the whole stream may go on; the other time is that until it begins.</param>
    internal async ValueTask<(HttpResponseMessage? Opened, HttpTry Failed)> Upgrade(CallTime whole)
    {
        HttpResponseMessage? response = null;
        var isOpen = false;
        var end = await Within(async token =>
        {
            var (request, key) = SocketHandshake.Ask(ask, whole.Left, env.Random);
            using (request) response = await invoker.SendAsync(request, token).ConfigureAwait(false);
            var answer = new HttpReceived(response);
            isOpen = SocketHandshake.IsAnswer(response, key);
            if (!isOpen && answer.Status >= 300) return await Failure(answer, token).ConfigureAwait(false);
            fields?.Came(answer.Headers);
            return isOpen ? default : new(new Error(502, "BAD_REPLY", $"{plan.Method.Operation} was asked for a WebSocket, and answered with status {answer.Status}"));
        }).ConfigureAwait(false);
        if (isOpen) return (response, end);
        response?.Dispose();
        return (null, end);
    }

    /// <summary>No more comes back.</summary>
    internal void Over() => fields?.Over();

    async ValueTask<HttpTry> Within(Func<CancellationToken, Task<HttpTry>> work)
    {
        if (time.Why is { } why) return new(why);
        using var limit = new CancellationTokenSource(options.TryTimeout >= TimeSpan.Zero && options.TryTimeout < longest ? options.TryTimeout : Timeout.InfiniteTimeSpan, env.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, limit.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var tooSlow = limit.IsCancellationRequested && time.Why is null;
            return new(tooSlow ? Error.TimedOut : HttpFaults.Of(e), !tooSlow && HttpFaults.IsUnsent(e));
        }
    }

    // What the server is told: the try or the call, whichever ends first.
    TimeSpan? Left() => options.TryTimeout >= TimeSpan.Zero && !(time.Left < options.TryTimeout) ? options.TryTimeout : time.Left;

    async ValueTask<Fin<Reply>> Reply(HttpReceived answer, CancellationToken token)
    {
        fields?.Came(answer.Headers);
        var (bytes, whole) = await answer.Read(options.MaxReceive, token).ConfigureAwait(false);
        if (!whole) return Error.TooManyRequests("RESOURCE_EXHAUSTED", $"the reply of {plan.Method.Operation} is larger than {options.MaxReceive} bytes").WithMetadata("limit", $"{options.MaxReceive}");
        var trailers = answer.Trailers;
        fields?.Ended(trailers);
        return plan.Read(answer.ContentType, bytes).Map(message => new Reply(message) { Headers = answer.Headers, Trailers = trailers });
    }

    async ValueTask<HttpTry> Failure(HttpReceived answer, CancellationToken token)
    {
        var after = answer.RetryAfter(env.Time.GetUtcNow());
        var (bytes, _) = await answer.Read(ReplyFailure.Most, token).ConfigureAwait(false);
        var error = plan.Failure.Of(answer.Status, answer.ContentType, bytes);
        if (options.Retry is null || !options.Retry.When(error)) fields?.Came(answer.Headers);
        return new(error, RetryAfter: after);
    }
}
