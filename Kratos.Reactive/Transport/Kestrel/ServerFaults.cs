using System.Reactive.Subjects;

namespace Kratos.Reactive;

/// <summary>What ended a server that should run: the first fault, which late subscribers are told too. Nothing counts once the server is being stopped.</summary>
sealed class ServerFaults
{
    readonly ReplaySubject<Error> told = new(1);
    int over;

    internal IObservable<Error> Faults => told;

    internal void Tell(Error error)
    {
        if (Interlocked.Exchange(ref over, 1) == 0) told.OnNext(error);
    }

    internal void Stopping() => Interlocked.Exchange(ref over, 1);
}
