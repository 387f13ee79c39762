using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>A subscriber that remembers all it was told, and can be waited for.</summary>
public sealed class Seen : IObserver<IReadOnlyList<ServiceInstance>>, IDisposable
{
    readonly List<IReadOnlyList<ServiceInstance>> all = [];
    readonly ReplaySubject<IReadOnlyList<ServiceInstance>> snapshots = new();
    readonly SingleAssignmentDisposable subscription = new();

    public static Seen Of(IObservable<IReadOnlyList<ServiceInstance>> watch)
    {
        var seen = new Seen();
        seen.subscription.Disposable = watch.Subscribe(seen);
        return seen;
    }

    public IReadOnlyList<IReadOnlyList<ServiceInstance>> All { get { lock (all) return [.. all]; } }

    /// <summary>All snapshots so far, and those to come.</summary>
    public IObservable<IReadOnlyList<ServiceInstance>> Snapshots => snapshots;

    public bool Ended { get; private set; }

    public void OnNext(IReadOnlyList<ServiceInstance> value)
    {
        lock (all) all.Add(value);
        snapshots.OnNext(value);
    }

    public void OnError(Exception error)
    {
        Ended = true;
        snapshots.OnError(error);
    }

    public void OnCompleted()
    {
        Ended = true;
        snapshots.OnCompleted();
    }

    public void Dispose() => subscription.Dispose();
}
