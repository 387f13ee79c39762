using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>How it stands with each instance, told to each observer in order and on its own time: to whoever comes late, first how it stands now.</summary>
sealed class RegistrationStates(ILogger log, Env env) : IObservable<Registration>
{
    readonly Lock gate = new();
    readonly Dictionary<(string Name, string Id), Registration> present = [];
    ImmutableArray<RegistrationObserver> observers = [];

    internal void Set(Registration now)
    {
        Registration? before;
        ImmutableArray<RegistrationObserver> toTell;
        lock (gate)
        {
            before = present.GetValueOrDefault(now.Key);
            if (now.State == RegistrationState.Deregistered) present.Remove(now.Key);
            else present[now.Key] = now;
            toTell = observers;
            foreach (var observer in toTell) observer.Note(now);
        }

        env.Safely(() => RegistryMetrics.Changed(before, now));
        env.Safely(() => RegistryLog.Changed(log, now));
        foreach (var observer in toTell) observer.Tell();
    }

    public IDisposable Subscribe(IObserver<Registration> observer)
    {
        var told = new RegistrationObserver(observer, Leave, env);
        lock (gate)
        {
            observers = observers.Add(told);
            foreach (var one in present.Values) told.Note(one);
        }

        told.Tell();
        return told;
    }

    void Leave(RegistrationObserver observer)
    {
        lock (gate) observers = observers.Remove(observer);
    }
}
