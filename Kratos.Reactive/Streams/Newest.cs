namespace Kratos.Reactive;

/// <summary>A source told on its own time: to a subscriber that is busy nothing is pushed, and afterwards the newest value only. The source is never held up.</summary>
/// <remarks>An observer that throws is left, and <see cref="Env.Unhandled"/> is told.</remarks>
sealed class Newest<A>(IObservable<A> source, Env env) : IObservable<A>
{
    public IDisposable Subscribe(IObserver<A> observer)
    {
        var teller = new Teller(observer, env);
        teller.Begin(source);
        return teller;
    }

    sealed class Teller(IObserver<A> observer, Env env) : IObserver<A>, IDisposable
    {
        readonly Lock gate = new();
        readonly SingleAssignmentDisposable held = new();
        IObserver<A>? observer = observer;      // null: it left, or was given the end
        A newest = default!;
        bool any, ended, telling;
        Exception? failure;

        internal void Begin(IObservable<A> source) => held.Disposable = source.Subscribe(this);

        public void OnNext(A value)
        {
            lock (gate)
            {
                if (ended) return;
                (newest, any) = (value, true);
            }

            Tell();
        }

        public void OnError(Exception error) => End(error);

        public void OnCompleted() => End(null);

        public void Dispose()
        {
            Volatile.Write(ref observer, null);
            held.Dispose();
        }

        void End(Exception? error)
        {
            lock (gate) (ended, failure) = (true, error);
            Tell();
        }

        void Tell()
        {
            lock (gate)
            {
                if (telling) return;
                telling = true;
            }

            env.Scheduler.Schedule(this, static (_, self) =>
            {
                self.TellAll();
                return Disposable.Empty;
            });
        }

        void TellAll()
        {
            while (Volatile.Read(ref observer) is { } to)
            {
                A value;
                bool next;
                lock (gate)
                {
                    if (!any && !ended)
                    {
                        telling = false;
                        return;
                    }

                    (value, next, any, newest) = (newest, any, false, default!);
                }

                try
                {
                    if (next) to.OnNext(value);
                    else if (Interlocked.Exchange(ref observer, null) is not { } last) return;
                    else if (failure is null) last.OnCompleted();
                    else last.OnError(failure);
                }
                catch (Exception e)
                {
                    Dispose();
                    env.Unhandled(Error.From(e));
                }
            }
        }
    }
}
