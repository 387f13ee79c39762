namespace Kratos.Reactive.Tests;

/// <summary>A service of one stream both ways, whose subscriptions and ends a test sees.</summary>
sealed class Talk(Func<IObservable<HelloRequest>, Env, IObservable<object>> replies)
{
    int open;
    int entered;

    internal int Open => Volatile.Read(ref open);

    internal int Entered => Volatile.Read(ref entered);

    /// <summary>Says hello to each.</summary>
    internal static Talk Hello { get; } = new(static (requests, _) => requests.Select(static request => request.Name == "error"
        ? throw new ErrorException(new Error(404, "NO_SUCH_NAME", "nobody is called error") { Cause = new InvalidOperationException("the secret of the house") }.WithMetadata("name", "error"))
        : (object)new HelloReply($"Hello {request.Name}")));

    internal Service Service => new Service("x.Talk")
        .Duplex<HelloRequest, Reply>("Talk", (requests, env) => Watched(replies(requests, env)).Select(static reply => reply as Reply ?? new Reply(reply)), HttpRule.Get("/talk"), HttpRule.Get("/talk/{name}"))
        .ClientStream<HelloRequest, HelloReply>("Sum", static requests => requests.Select(static request => request.Name).ToList().SingleEff().Map(static names => new HelloReply(string.Join('+', names))), HttpRule.Post("/sum"));

    IObservable<object> Watched(IObservable<object> replies) => Observable.Create<object>(observer =>
    {
        Interlocked.Increment(ref open);
        var held = replies.Subscribe(observer);
        Interlocked.Increment(ref entered);
        return () =>
        {
            held.Dispose();
            Interlocked.Decrement(ref open);
        };
    });
}
