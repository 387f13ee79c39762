using System.Collections.Immutable;

namespace Kratos.Reactive;

/// <summary>A registry inside this process: for tests, for programs of one process, and for a fixed set of instances. See <see cref="Registry.Memory"/>.</summary>
/// <remarks>
/// <para>Instances are there until they are deregistered; there are no leases. All it knows is one immutable value, changed by compare-and-swap; nobody is called under a lock.</para>
/// <para>Watchers are called where the change was made: inside <see cref="Register"/> or <see cref="Deregister"/>, or inside a change that another thread makes at that moment. One that is
/// slow holds up only the change that called it; what happens meanwhile it hears once, as the newest snapshot. One that throws is left out from then on, and
/// <see cref="Env.Unhandled"/> of the change that called it is told.</para>
/// </remarks>
public sealed class MemoryRegistry : IRegistrar, IDiscovery
{
    ImmutableDictionary<string, Watched> services = ImmutableDictionary<string, Watched>.Empty;

    internal MemoryRegistry(IReadOnlyList<ServiceInstance> instances)
    {
        foreach (var instance in instances.Select(instance => instance.Checked().ThrowIfFail())) Change(instance.Name, service => service.With(instance));
    }

    internal bool IsEmpty => services.IsEmpty;

    /// <inheritdoc/>
    public Eff<Unit> Register(ServiceInstance instance) =>
        liftEff(env => instance.Checked().Map(instance => Tell(env, Change(instance.Name, service => service.With(instance)))));

    /// <inheritdoc/>
    public Eff<Unit> Deregister(ServiceInstance instance) =>
        liftEff(env => Fin<Unit>.Succ(Tell(env, Change(instance.Name, service => service.Without(instance)))));

    /// <inheritdoc/>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => liftEff<IReadOnlyList<ServiceInstance>>(() => Present(name));

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => new MemoryWatch(this, name);

    internal ValueList<ServiceInstance> Present(string name) => Volatile.Read(ref services).GetValueOrDefault(name, Watched.Nobody).Instances;

    internal void Join(string name, MemoryWatcher watcher) => Change(name, service => service.With(watcher));

    internal void Leave(string name, MemoryWatcher watcher) => Change(name, service => service.Without(watcher));

    Watched Change(string name, Func<Watched, Watched> change)
    {
        while (true)
        {
            var before = Volatile.Read(ref services);
            var was = before.GetValueOrDefault(name, Watched.Nobody);
            var now = change(was);
            if (ReferenceEquals(now, was)) return was;

            var after = now.IsUnused ? before.Remove(name) : before.SetItem(name, now);
            if (ReferenceEquals(Interlocked.CompareExchange(ref services, after, before), before)) return now;
        }
    }

    static Unit Tell(Env env, Watched service)
    {
        foreach (var watcher in service.Watchers) watcher.Changed(env.Unhandled);
        return Unit.Default;
    }
}
