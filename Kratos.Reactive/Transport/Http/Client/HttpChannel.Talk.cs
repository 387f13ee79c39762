using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

// Streams of requests.
sealed partial class HttpChannel
{
    async IAsyncEnumerable<object> Talk(Request opening, IObservable<object> messages, Env given, [EnumeratorCancellation] CancellationToken left = default)
    {
        var env = given.With(left);
        var call = HttpCallOptions.Of(options, env);
        var plan = Plan(opening.Method!).ThrowIfFail();
        using var time = new CallTime(env, Timeout.InfiniteTimeSpan, closed.Token);
        await using var talk = new SocketTalk(plan, call, time, messages, opening.Attempts, env.With(time.Token));
        var first = await talk.First().ConfigureAwait(false);
        var ask = asking.Opening(plan, opening, first, call, env).ThrowIfFail();
        talk.Begin(await Upgraded(plan, ask, call, time, opening.Attempts, first is null, env).ConfigureAwait(false), ask, first);
        while ((await talk.Next().ConfigureAwait(false)).ThrowIfFail() is { } next) yield return next;
    }

    // A handshake can be tried again: no message has gone before one that went well. A first message is held here, and nowhere else: only here is that tried again.
    async ValueTask<HttpResponseMessage> Upgraded(HttpCallPlan plan, HttpAsk ask, HttpCallOptions call, CallTime whole, Attempts? attempts, bool holdsNone, Env env)
    {
        using var time = new CallTime(env.With(whole.Token), attempts?.Left(call.Timeout) ?? call.Timeout, closed.Token);
        var exchange = new HttpExchange(sockets, plan, ask, call, time, env);
        var tries = HttpTries.Of(ask.Verb, call, env, holdsNone ? attempts : null);
        while (true)
        {
            var (opened, failed) = await exchange.Upgrade(whole).ConfigureAwait(false);
            if (opened is not null) return opened;
            if (await tries.Again(failed, time).ConfigureAwait(false)) continue;
            throw new ErrorException(whole.Why ?? time.Told(holdsNone ? failed.Failure : failed.End.Failed));
        }
    }
}
