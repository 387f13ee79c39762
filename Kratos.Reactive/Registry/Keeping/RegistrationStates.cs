using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>How it stands with each instance, told in order and under no lock: to whoever comes late, first how it stands now.</summary>
sealed class RegistrationStates(ILogger log, Env env) : IObservable<Registration>
{
    readonly Lock gate = new();
    readonly Dictionary<(string Name, string Id), Registration> present = [];
    readonly Queue<(ImmutableArray<IObserver<Registration>> To, Registration What)> waiting = new();
    ImmutableArray<IObserver<Registration>> observers = [];
    bool telling;

    internal void Set(Registration now)
    {
        lock (gate)
        {
            RegistryMetrics.Changed(present.GetValueOrDefault(now.Key), now);
            if (now.State == RegistrationState.Deregistered) present.Remove(now.Key);
            else present[now.Key] = now;
            waiting.Enqueue((observers, now));
        }

        RegistryLog.Changed(log, now);
        TellAll();
    }

    public IDisposable Subscribe(IObserver<Registration> observer)
    {
        lock (gate)
        {
            observers = observers.Add(observer);
            foreach (var one in present.Values) waiting.Enqueue(([observer], one));
        }

        TellAll();
        return Disposable.Create(() => Leave(observer));
    }

    void Leave(IObserver<Registration> observer)
    {
        lock (gate) observers = observers.Remove(observer);
    }

    void TellAll()
    {
        while (true)
        {
            (ImmutableArray<IObserver<Registration>> To, Registration What) next;
            lock (gate)
            {
                if (telling || !waiting.TryDequeue(out next)) return;
                telling = true;
            }

            foreach (var observer in next.To) Tell(observer, next.What);
            lock (gate) telling = false;
        }
    }

    void Tell(IObserver<Registration> observer, Registration what)
    {
        try
        {
            if (observers.Contains(observer)) observer.OnNext(what);
        }
        catch (Exception e)
        {
            Leave(observer);
            env.Unhandled(Error.From(e));
        }
    }
}
