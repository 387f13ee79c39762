namespace Kratos.Reactive;

/// <summary>The way into a stream: what can be pulled, as a cold observable. The next value is asked for after <c>OnNext</c> returned, and while there is room.</summary>
sealed class Inflow<A>(IAsyncEnumerable<A> source, Env env) : IObservable<A>
{
    public IDisposable Subscribe(IObserver<A> observer)
    {
        var run = new Run(source, env, observer);
        run.Begin();
        return run;
    }

    sealed class Run(IAsyncEnumerable<A> source, Env env, IObserver<A> observer) : IDisposable
    {
        readonly CancellationTokenSource left = new();
        readonly SingleAssignmentDisposable start = new();
        IObserver<A>? observer = observer;      // null: it left, or was given the end

        // On the scheduler, so that a source which never waits can be left.
        internal void Begin() => start.Disposable = env.Scheduler.Schedule(this, static (_, self) =>
        {
            self.Start();
            return Disposable.Empty;
        });

        void Start() => _ = Pull();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref observer, null) is null) return;
            start.Dispose();
            left.Tell(env);
        }

        async Task Pull()
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(env.Token, left.Token);
            var demand = Demand.Of(env);
            Error? failure = null;
            try
            {
                await foreach (var value in source.WithCancellation(stop.Token).ConfigureAwait(false))
                {
                    if (!Next(value)) break;
                    if (demand is { HasRoom: false }) await demand.Room(env.Scheduler, stop.Token).ConfigureAwait(false);
                    if (stop.IsCancellationRequested) break;
                }
            }
            catch (Exception e)
            {
                failure = Error.From(e);
            }

            End(failure ?? (stop.IsCancellationRequested ? Error.Cancelled : null));
        }

        bool Next(A value)
        {
            try
            {
                Volatile.Read(ref observer)?.OnNext(value);
            }
            catch (Exception e)
            {
                observer = null;
                env.Unhandled(Error.From(e));
            }

            return Volatile.Read(ref observer) is not null;
        }

        // Whoever set it a deadline knows that time runs out. Which of two timers of a deadline rings first is chance, and a real one may ring a little early.
        bool IsDue(Error failure) => failure.Is(Error.TimedOut) && failure.Others.Count == 0 && env.Due is not null;

        void End(Error? failure)
        {
            var to = Interlocked.Exchange(ref observer, null);
            if (to is null && failure is not null && !failure.Is(Error.Cancelled) && !IsDue(failure)) env.Unhandled(failure);
            try
            {
                if (failure is null) to?.OnCompleted();
                else to?.OnError(new ErrorException(failure));
            }
            catch (Exception e)
            {
                env.Unhandled(Error.From(e));
            }
        }
    }
}
