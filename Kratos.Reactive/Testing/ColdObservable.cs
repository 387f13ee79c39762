using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>Says its messages to each subscriber anew, at ticks counted from the subscription.</summary>
sealed class ColdObservable<T>(TestScheduler scheduler, IList<Recorded<Notification<T>>> messages) : ITestableObservable<T>
{
    readonly SubscriptionLog log = new(scheduler);

    public IList<Subscription> Subscriptions => log.All;

    public IList<Recorded<Notification<T>>> Messages => messages;

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var scheduled = new CompositeDisposable(messages.Count);
        var subscription = log.Begin(scheduled.Dispose);
        foreach (var message in messages) scheduled.Add(scheduler.ScheduleRelative(message.Value, message.Time, (_, what) =>
        {
            what.Accept(observer);
            return Disposable.Empty;
        }));
        return subscription;
    }
}
