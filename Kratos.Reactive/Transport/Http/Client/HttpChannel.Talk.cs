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
        await talk.Open(sockets, asking.Opening(plan, opening, first, call, env).ThrowIfFail(), first).ConfigureAwait(false);
        while ((await talk.Next().ConfigureAwait(false)).ThrowIfFail() is { } next) yield return next;
    }
}
