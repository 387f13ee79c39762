namespace Kratos.Reactive;

/// <summary>A stream of effects that run: one subscription of <c>SelectEff</c> and its like.</summary>
/// <remarks>Whatever happens, from any thread, is noted under the lock; then one thread at a time acts on it outside the lock: it tells the observer, starts an effect, or ends the stream.</remarks>
sealed partial class EffFlow<A, B> : IDisposable
{
    readonly Func<A, Eff<B>> f;
    readonly Env env;
    readonly WhenBusy busy;
    readonly int atOnce;
    readonly IObserver<B> observer;
    readonly Lock gate = new();
    readonly Waiting<A> waiting;
    readonly Queue<B> ready = new();        // one for each effect that ended since the observer was last told
    readonly SingleAssignmentDisposable held = new();
    readonly CancellationTokenSource stop;
    readonly Env inside;
    CancellationTokenRegistration told;
    Work? newest;
    int running;
    bool moving;
    bool sourceEnded;
    bool over;
    Error? failure;

    internal EffFlow(Func<A, Eff<B>> f, Env env, WhenBusy busy, int atOnce, Backpressure limits, IObserver<B> observer)
    {
        (this.f, this.env, this.busy, this.atOnce, this.observer) = (f, env, busy, atOnce, observer);
        waiting = new(limits, Demand.Of(env));
        stop = CancellationTokenSource.CreateLinkedTokenSource(env.Token);
        inside = env.With(stop.Token);
    }

    internal IDisposable Begin(IObservable<A> source)
    {
        told = env.Token.UnsafeRegister(static self => ((EffFlow<A, B>)self!).Fail(Error.Cancelled), this);
        try
        {
            held.Disposable = source.Subscribe(this);
        }
        catch (Exception e)
        {
            Fail(Error.From(e));
        }

        return this;
    }

    public void Dispose()
    {
        bool opened, idle;
        lock (gate)
        {
            if (over) return;
            over = true;
            waiting.Clear(out opened);
            ready.Clear();
            idle = running == 0;
        }

        held.Dispose();
        told.Unregister();
        stop.Tell(env);
        if (idle) stop.Dispose();
        if (opened) waiting.Open();
    }

    void Move()
    {
        lock (gate)
        {
            if (moving) return;
            moving = true;
        }

        while (Next() is { } act) act(this);
    }

    // What to do now; null when there is nothing. Values go out before new effects start, so that no more are ready than may run.
    Action<EffFlow<A, B>>? Next()
    {
        lock (gate)
        {
            if (!over)
            {
                if (ready.Count > 0) return static self => self.Give();
                if (failure is null && running < atOnce && waiting.Count > 0) return static self => self.Start();
                if (running == 0 && (failure is not null || sourceEnded)) return static self => self.Over();
            }

            moving = false;
            return null;
        }
    }

    void Give()
    {
        B value;
        lock (gate)
        {
            if (over || !ready.TryDequeue(out value!)) return;
        }

        try
        {
            observer.OnNext(value);
        }
        catch (Exception e)
        {
            Dispose();
            env.Unhandled(Error.From(e));
        }
    }

    void Over()
    {
        lock (gate)
        {
            if (over) return;
            over = true;
        }

        held.Dispose();
        told.Unregister();
        stop.Dispose();
        try
        {
            if (failure is null) observer.OnCompleted();
            else observer.OnError(new ErrorException(failure));
        }
        catch (Exception e)
        {
            env.Unhandled(Error.From(e));
        }
    }
}
