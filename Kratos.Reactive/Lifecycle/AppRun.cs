using LanguageExt;

namespace Kratos.Reactive;

/// <summary>One run of an app. <see cref="Stages"/> says what is done; this says when it turns, and how it ends.</summary>
sealed class AppRun : IDisposable
{
    readonly Turn turn;
    readonly CancellationTokenSource abort = new();
    readonly Teller<Lifecycle> teller;
    readonly Env env;
    readonly Lock gate = new();
    Error? late;
    int stoppingTold;
    bool failedTold;

    AppRun(Env env, IObserver<Lifecycle> observer) => (this.env, teller, turn) = (env, new(observer, env.Unhandled), new(TellStopping));

    internal static AppRun Begin<S>(App app, IObservable<S> stop, Env env, IObserver<Lifecycle> observer)
    {
        var run = new AppRun(env, observer);
        run.Go(app, stop.Select(static _ => Unit.Default));
        return run;
    }

    /// <summary>Aborts: nothing is waited for any more, and what still runs is closed by force.</summary>
    public void Dispose()
    {
        try
        {
            abort.Cancel();
        }
        catch (AggregateException e)
        {
            env.Unhandled(Error.From(e));
        }

        turn.At(Error.Cancelled, env);
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

    void Go(App app, IObservable<Unit> stop)
    {
        Tell(new Lifecycle.Starting());
        var parent = env.Token.UnsafeRegister(static (self, _) => ((AppRun)self!).turn.At(Error.Cancelled, ((AppRun)self).env), this);
        var ear = stop.Take(1).Subscribe(static _ => { }, error => Fault("Stop signal", Error.From(error)), () => turn.At(null, env));
        var inside = env.With(turn.Starting).With(ReleaseTerms.Key, new ReleaseTerms(null, abort.Token));
        var run = new Stages(app, this).All.RunAsync(inside);
        if (run.IsCompleted) End();
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);

        void End()
        {
            var end = run.GetAwaiter().GetResult();
            ear.Dispose();
            parent.Unregister();
            var failure = Failure(end);
            if (failure is not null && !Volatile.Read(ref failedTold)) TellFailed("Run", failure);
            TellStopping(turn.Why);
            Tell(new Lifecycle.Stopped());
            if (failure is not null) teller.Failed(failure);
            else teller.Completed();
        }
    }

    // A start that was cut ends in Cancelled: that is no failure when it was asked for. What cut it is the first cause.
    Error? Failure(Fin<Unit> end)
    {
        var cut = turn.IsReached && end.IsFail && end.Error.Is(Error.Cancelled);
        Error?[] all = [turn.Why is { } why && !why.Is(Error.Cancelled) ? why : null, end.IsSucc || cut ? null : end.Error, late];
        return all.OfType<Error>().Aggregate((Error?)null, static (first, next) => first is null ? next : first.And(next));
    }
}
