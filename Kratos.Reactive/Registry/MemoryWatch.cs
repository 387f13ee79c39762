namespace Kratos.Reactive;

/// <summary>The watch of one service, cold: each subscriber is a <see cref="MemoryWatcher"/>.</summary>
sealed class MemoryWatch(MemoryRegistry registry, string name) : IObservable<IReadOnlyList<ServiceInstance>>
{
    public IDisposable Subscribe(IObserver<IReadOnlyList<ServiceInstance>> observer)
    {
        var watcher = new MemoryWatcher(registry, name, observer);
        registry.Join(name, watcher);
        watcher.Begin();
        return watcher;
    }
}
