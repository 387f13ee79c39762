using System.Reactive;

namespace Kratos.Reactive.Testing;

sealed class Recorder<T>(TestScheduler scheduler) : ITestableObserver<T>
{
    readonly List<Recorded<Notification<T>>> messages = [];

    public IList<Recorded<Notification<T>>> Messages => messages;

    public void OnNext(T value) => Add(Notification.CreateOnNext(value));

    public void OnError(Exception error) => Add(Notification.CreateOnError<T>(error));

    public void OnCompleted() => Add(Notification.CreateOnCompleted<T>());

    // Under AdvanceByAsync it may be told from several threads.
    void Add(Notification<T> what)
    {
        lock (messages) messages.Add(new(scheduler.Clock, what));
    }
}
