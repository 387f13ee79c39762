namespace Kratos.Reactive;

/// <summary>Tells one observer, in order, from any thread; nobody's code is called under a lock. What the observer throws does not reach the teller.</summary>
sealed class Teller<T>(IObserver<T> observer, Action<Error> unhandled)
{
    readonly Lock gate = new();
    readonly Queue<Action<IObserver<T>>> waiting = new();
    bool telling;

    internal void Next(T value) => Tell(to => to.OnNext(value));

    internal void Completed() => Tell(static to => to.OnCompleted());

    internal void Failed(Error error) => Tell(to => to.OnError(new ErrorException(error)));

    void Tell(Action<IObserver<T>> what)
    {
        lock (gate)
        {
            waiting.Enqueue(what);
            if (telling) return;
            telling = true;
        }

        while (true)
        {
            Action<IObserver<T>>? next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    telling = false;
                    return;
                }
            }

            try
            {
                next(observer);
            }
            catch (Exception e)
            {
                unhandled(Error.From(e));
            }
        }
    }
}
