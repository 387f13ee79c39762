namespace Kratos.Reactive.Testing;

/// <summary>Writes down who subscribed when, and who left when.</summary>
sealed class SubscriptionLog(TestScheduler scheduler)
{
    readonly List<Subscription> all = [];

    internal IList<Subscription> All => all;

    /// <summary>Begins a subscription. Disposing it, once, writes its end and then does <paramref name="leave"/>.</summary>
    internal IDisposable Begin(Action leave)
    {
        int index;
        lock (all)
        {
            index = all.Count;
            all.Add(new(scheduler.Clock));
        }

        return Disposable.Create(() =>
        {
            lock (all) all[index] = all[index] with { Unsubscribe = scheduler.Clock };
            leave();
        });
    }
}
