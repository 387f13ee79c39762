namespace Kratos.Reactive;

/// <summary>Runs a middleware around a whole streaming call. What is lifted already is not lifted twice: the middleware goes around the same effect.</summary>
sealed class StreamLift
{
    readonly Handler whole;

    StreamLift(Handler whole) => this.whole = whole;

    internal static StreamHandler Around(Middleware middleware, StreamHandler inner) =>
        new StreamLift(middleware(inner.Target is StreamLift lifted ? lifted.whole : opening => new StreamEff(opening, inner))).Open;

    IObservable<object> Open(Request opening, IObservable<object> messages, Env env) => Observable.Create<object>(observer =>
    {
        var flow = new Flow(messages, observer);
        return new LateEff<Reply>(() => whole(opening))
            .ToObservable(env.With(Flow.Key, flow))
            .Subscribe(static _ => { }, error => flow.End(Error.From(error)), () => flow.End(null));
    });
}
