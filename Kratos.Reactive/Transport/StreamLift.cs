namespace Kratos.Reactive;

/// <summary>Runs a middleware around a whole streaming call.</summary>
static class StreamLift
{
    internal static StreamHandler Around(Middleware middleware, StreamHandler inner)
    {
        var whole = middleware(opening => Whole(opening, inner));
        return (opening, messages, env) => Observable.Create<object>(observer => Run(whole(opening), messages, env, observer));
    }

    // What an outer middleware put into the environment (an identity, a span) is what the stream sees.
    static Eff<Reply> Whole(Request opening, StreamHandler inner) =>
        from env in envEff
        from flow in ask(Flow.Key)
        from _ in liftEff(_ => flow.Enter())
        from end in new EndEff<Unit>(inner(opening, flow.Messages, env).Do(flow.Send).EndEff(), (_, end) => flow.Left(end))
        select Reply.Empty;

    static IDisposable Run(Eff<Reply> whole, IObservable<object> messages, Env env, IObserver<object> observer)
    {
        var flow = new Flow(messages, observer);
        var ended = whole.Bind(_ => guard(flow.Entered, Skipped)).Finally(liftEff(flow.Close));
        return ended.ToObservable(env.With(Flow.Key, flow)).Subscribe(static _ => { }, observer.OnError, observer.OnCompleted);
    }

    static Error Skipped { get; } = Error.Internal("STREAM_SKIPPED", "a middleware answered a streaming call without running it; on a stream it must run it or fail");
}
