using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>A service of one stream of replies, which a test gives as it likes, and whose subscriptions it sees.</summary>
sealed class Ticks(Func<Ticks.Ask, Env, IObservable<object>> replies)
{
    int open;
    int entered;

    /// <summary>What a call of it asks.</summary>
    public sealed record Ask(string Name = "", int Many = 0);

    internal Ticks(IObservable<object> replies) : this((_, _) => replies)
    {
    }

    internal int Open => Volatile.Read(ref open);

    internal int Entered => Volatile.Read(ref entered);

    internal ConcurrentQueue<Call> Calls { get; } = new();

    internal Service Service => new Service("x.Ticks").ServerStream<Ask, Reply>("Watch", Watch, HttpRule.Get("/ticks/{name}"), HttpRule.Get("/ticks"), HttpRule.Post("/ticks"));

    IObservable<Reply> Watch(Ask ask, Env env) => Observable.Create<Reply>(observer =>
    {
        Calls.Enqueue(env.Find(Call.Key).IfNone(Call.None));
        Interlocked.Increment(ref open);
        var held = replies(ask, env).Select(static reply => reply as Reply ?? new Reply(reply)).Subscribe(observer);
        Interlocked.Increment(ref entered);
        return new CompositeDisposable(held, Disposable.Create(() => Interlocked.Decrement(ref open)));
    });
}
