using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Chat;

/// <summary>A room: all who are in it hear the same, in the same order. Being subscribed is being there.</summary>
sealed class Room
{
    // Telling somebody only puts it into his mailbox: nobody waits for him.
    readonly ISubject<Heard> air = Subject.Synchronize(new Subject<Heard>());

    /// <summary>The names of those who are there.</summary>
    internal HashSet<string> Names { get; } = [];

    /// <summary>How many listen at the door.</summary>
    internal int Listeners { get; set; }

    /// <summary>What is said, until he who listens at the door goes away; then <paramref name="leave"/> is called.</summary>
    internal IObservable<Heard> Overhear(Action leave) => Observable.Create<Heard>(observer => new CompositeDisposable(air.Subscribe(observer), Disposable.Create(leave)));

    /// <summary>What <paramref name="name"/> hears until his lines end, or he leaves; then <paramref name="leave"/> is called.</summary>
    internal IObservable<Heard> Visit(string name, IObservable<string> lines, Action leave) => Observable.Create<Heard>(observer =>
    {
        var hearing = air.Subscribe(observer);
        air.OnNext(new Heard { Joined = name });
        var speaking = lines.Subscribe(text => air.OnNext(new Heard { Line = new Line { Name = name, Text = text } }), observer.OnError, observer.OnCompleted);
        return Disposable.Create(() =>
        {
            speaking.Dispose();
            hearing.Dispose();
            leave();
            air.OnNext(new Heard { Left = name });
        });
    });
}
