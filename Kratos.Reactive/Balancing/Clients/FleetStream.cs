namespace Kratos.Reactive;

/// <summary>A stream that goes to a node of a fleet, and to another one as long as nothing has come back, and the first surely never saw it or it is to be tried again.</summary>
sealed class FleetStream : IObserver<object>, IDisposable
{
    const int Choosing = 0, Asked = 1, Answered = 2, Ended = 3;

    readonly FleetCalls calls;
    readonly FleetTries tries;
    readonly Request opening;
    readonly IObserver<object> observer;
    readonly Env env;
    readonly CancellationTokenSource left = new();
    readonly SerialDisposable open = new();
    IObservable<object> messages;
    FleetTurn turn;
    int phase;

    internal FleetStream(FleetCalls calls, Request opening, IObservable<object> messages, IObserver<object> observer, Env env)
    {
        (this.calls, this.messages, this.observer, this.env, tries) = (calls, messages, observer, env, new(env));
        this.opening = opening with { Attempts = tries.Attempts };
    }

    internal IDisposable Begin()
    {
        _ = Start();
        return this;
    }

    public void OnNext(object value)
    {
        // How long a stream stays open is no latency.
        if (Interlocked.CompareExchange(ref phase, Answered, Asked) == Asked) turn.Told<Unit>(Unit.Default, env);
        observer.OnNext(value);
    }

    public void OnError(Exception exception)
    {
        var error = Error.From(exception);
        var before = Interlocked.CompareExchange(ref phase, Choosing, Asked);
        if (before == Answered) before = Interlocked.CompareExchange(ref phase, Choosing, Answered);
        if (before == Asked) turn.Told<Unit>(error, env);
        if (before is Asked or Answered) turn.Over();
        if (before == Asked && tries.IsFollowed<Unit>(turn, error)) _ = Next();
        else End(error);
    }

    public void OnCompleted()
    {
        var before = Interlocked.Exchange(ref phase, Ended);
        if (before == Asked) turn.Told<Unit>(Unit.Default, env);
        if (before is Asked or Answered) turn.Over();
        if (before == Ended) return;
        tries.Over();
        observer.OnCompleted();
    }

    public void Dispose()
    {
        var before = Interlocked.Exchange(ref phase, Ended);
        left.Tell(env);
        open.Dispose();
        if (before == Asked) turn.Told<Unit>(Error.Cancelled, env);
        if (before is Asked or Answered) turn.Over();
    }

    // The one message of a request is read once, however many tries there are.
    async Task Start()
    {
        if (opening.Method is { Shape: MethodShape.ServerStream })
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(env.Token, left.Token);
            var one = await Service.One<object>(opening, messages).RunAsync(env.With(stop.Token)).ConfigureAwait(false);
            if (one.IsFail)
            {
                End(one.Failed);
                return;
            }

            messages = Observable.Return(one.Succeeded);
        }

        await Next().ConfigureAwait(false);
    }

    async Task Next()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(env.Token, left.Token);
        var next = await calls.Next(opening, tries, env.With(stop.Token)).ConfigureAwait(false);
        if (next.IsFail)
        {
            End(next.Failed);
            return;
        }

        turn = next.Succeeded;
        if (Interlocked.CompareExchange(ref phase, Asked, Choosing) != Choosing)
        {
            turn.Drop();
            return;
        }

        tries.Attempts.Begin();
        var client = await turn.Client().ConfigureAwait(false);
        try
        {
            if (client.IsFail) OnError(new ErrorException(client.Failed));
            else Subscribe(client.Succeeded.Stream(opening, messages, env));
        }
        catch (Exception e)
        {
            OnError(e);
        }
    }

    // It may fail, and the next try be under way, before Subscribe returns.
    void Subscribe(IObservable<object> replies)
    {
        var held = new SingleAssignmentDisposable();
        open.Disposable = held;
        held.Disposable = replies.Subscribe(this);
    }

    void End(Error error)
    {
        if (Interlocked.Exchange(ref phase, Ended) == Ended) return;
        tries.Over();
        observer.OnError(new ErrorException(error));
    }
}
