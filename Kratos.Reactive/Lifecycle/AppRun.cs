using LanguageExt;

namespace Kratos.Reactive;

/// <summary>One run of an app. <see cref="Stages"/> says what is done; this says when it turns, and how it ends.</summary>
sealed class AppRun : IDisposable
{
    readonly Turn turn;
    readonly CancellationTokenSource abort = new();
    readonly SingleAssignmentDisposable patience = new();
    readonly SingleAssignmentDisposable ear = new();
    readonly Teller<Lifecycle> teller;
    readonly App app;
    readonly Env env;
    readonly Lock gate = new();
    CancellationTokenRegistration parent;
    Error? late;
    int stoppingTold;
    int over;
    bool failedTold;

    AppRun(App app, Env env, IObserver<Lifecycle> observer) => (this.app, this.env, teller, turn) = (app, env, new(observer, env.Unhandled), new(TellStopping));

    internal static AppRun Begin<S>(App app, IObservable<S> stop, Env env, IObserver<Lifecycle> observer)
    {
        var run = new AppRun(app, env, observer);
        run.Go(stop.Select(static _ => Unit.Default));
        return run;
    }

    /// <summary>Aborts: what still runs is closed by force, and what ignores that is left behind.</summary>
    public void Dispose()
    {
        if (IsAborted) return;
        try
        {
            abort.Cancel();
        }
        catch (AggregateException e)
        {
            env.Unhandled(Error.From(e));
        }

        turn.At(Error.Cancelled, env);
        if (Volatile.Read(ref over) == 0 && Patience is { } limit) patience.Disposable = env.Scheduler.Schedule(limit, () => LeaveBehind(limit));
    }

    internal Turn Turn => turn;

    internal bool IsAborted => abort.IsCancellationRequested;

    /// <summary>A fault turns the app; one that comes on the way down is kept.</summary>
    internal void Fault(string stage, Error error)
    {
        var fault = Unasked(error);
        TellFailed(stage, fault);
        if (turn.At(fault, env)) return;
        lock (gate) late = late is null ? fault : late.And(fault);
    }

    /// <summary>A cancellation that nobody asked for is a failure like any other.</summary>
    internal static Error Unasked(Error error) => error.Is(Error.Cancelled) ? error with { Code = 500 } : error;

    internal void Tell(Lifecycle what) => teller.Next(what);

    /// <summary>A stage that was cut on the way down did not fail.</summary>
    internal void TellFailed(string stage, Error error)
    {
        if (error.Is(Error.Cancelled) && Volatile.Read(ref stoppingTold) != 0) return;
        Volatile.Write(ref failedTold, true);
        Tell(new Lifecycle.Failed(stage, error));
        TellStopping(error);
    }

    /// <summary>Told once, at the first sign of the way down.</summary>
    void TellStopping(Error? why)
    {
        if (Interlocked.Exchange(ref stoppingTold, 1) == 0) Tell(new Lifecycle.Stopping(why is null ? Option<Error>.None : Option<Error>.Some(why)));
    }

    void Go(IObservable<Unit> stop)
    {
        Tell(new Lifecycle.Starting());
        parent = env.Token.UnsafeRegister(static (self, _) => ((AppRun)self!).turn.At(Error.Cancelled, ((AppRun)self).env), this);
        ear.Disposable = stop.Take(1).Subscribe(static _ => { }, error => Fault("Stop signal", Error.From(error)), () => turn.At(null, env));
        var inside = env.With(turn.Starting).With(ReleaseTerms.Key, new ReleaseTerms(null, abort.Token));
        var run = new Stages(app, this).All.RunAsync(inside);
        if (run.IsCompleted) Ended(run.GetAwaiter().GetResult());
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Ended(run.GetAwaiter().GetResult()));
    }

    void Ended(Fin<Unit> end)
    {
        if (Interlocked.Exchange(ref over, 1) == 0) Close(end);
        else if (end.IsFail && !end.Error.Is(Error.Cancelled)) env.Unhandled(end.Error);      // it had been left behind
    }

    void LeaveBehind(TimeSpan after)
    {
        if (Interlocked.Exchange(ref over, 1) != 0) return;
        var left = Error.Internal("LEFT_BEHIND", $"{app.Name}: what had not ended {after} after the abort was left behind");
        TellFailed("Abort", left);
        Close(left);
    }

    void Close(Fin<Unit> end)
    {
        patience.Dispose();
        ear.Dispose();
        parent.Unregister();
        var failure = Failure(end);
        if (failure is not null && !Volatile.Read(ref failedTold)) TellFailed("Run", failure);
        TellStopping(turn.Why);
        Tell(new Lifecycle.Stopped());
        if (failure is not null) teller.Failed(failure);
        else teller.Completed();
    }

    // An abort does not cut Deregister, which has a limit of its own.
    TimeSpan? Patience => ReferenceEquals(app.Registrar, Registry.None) ? Stages.Grace : Stages.IsUnlimited(app.RegistrarTimeout) ? null : app.RegistrarTimeout + Stages.Grace;

    // A start that was cut ends in Cancelled: that is no failure when it was asked for. What cut it is the first cause.
    Error? Failure(Fin<Unit> end)
    {
        var cut = turn.IsReached && end.IsFail && end.Error.Is(Error.Cancelled);
        Error?[] all = [turn.Why is { } why && !why.Is(Error.Cancelled) ? why : null, end.IsSucc || cut ? null : end.Error, late];
        return all.OfType<Error>().Aggregate((Error?)null, static (first, next) => first is null ? next : first.And(next));
    }
}
