namespace Kratos.Reactive;

/// <summary>An effect that runs for an observer. Whoever is first decides, its end or the observer's leaving; a failure after that is told to the unhandled sink.</summary>
sealed class Subscribed<A>(IObserver<A> observer, Env env) : IDisposable
{
    readonly Linked stop = new(env, env.Token, CancellationToken.None);
    int over;

    internal Subscribed<A> Start(Eff<A> effect)
    {
        var run = effect.RunAsync(env.With(stop.Token));
        if (run.IsCompleted) End(run.GetAwaiter().GetResult());
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => End(run.GetAwaiter().GetResult()));
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref over, 1) == 0) stop.Tell(env);
    }

    void End(Fin<A> end)
    {
        stop.Dispose();
        if (Interlocked.Exchange(ref over, 1) != 0)
        {
            if (end.IsFail && !end.Failed.Is(Error.Cancelled)) env.Unhandled(end.Failed);
        }
        else if (end.IsFail)
        {
            observer.OnError(new ErrorException(end.Failed));
        }
        else
        {
            observer.OnNext(end.Succeeded);
            observer.OnCompleted();
        }
    }
}
