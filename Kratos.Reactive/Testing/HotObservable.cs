using System.Collections.Immutable;
using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>Says its messages at their ticks, whoever listens then. They are scheduled when it is made.</summary>
sealed class HotObservable<T> : ITestableObservable<T>
{
    readonly SubscriptionLog log;
    ImmutableList<IObserver<T>> observers = [];

    internal HotObservable(TestScheduler scheduler, IList<Recorded<Notification<T>>> messages)
    {
        (log, Messages) = (new(scheduler), messages);
        foreach (var message in messages) scheduler.ScheduleAbsolute(message.Value, message.Time, Say);
    }

    public IList<Subscription> Subscriptions => log.All;

    public IList<Recorded<Notification<T>>> Messages { get; }

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableInterlocked.Update(ref observers, static (all, one) => all.Add(one), observer);
        return log.Begin(() => ImmutableInterlocked.Update(ref observers, static (all, one) => all.Remove(one), observer));
    }

    IDisposable Say(IScheduler scheduler, Notification<T> what)
    {
        foreach (var observer in Volatile.Read(ref observers)) what.Accept(observer);
        return Disposable.Empty;
    }
}
