namespace Kratos.Reactive.Etcd;

/// <summary>The endpoints, of which one is asked until it fails; then the next.</summary>
sealed class EtcdEndpoints(IReadOnlyList<EtcdNode> nodes, EtcdToken token, EtcdOptions options, Env env)
{
    int current = env.Random.Next(nodes.Count);     // so that not all ask the first

    /// <summary>Asks one endpoint after another, each once, until one answers. With all failures when none does.</summary>
    internal async Eff<A> Ask<A>(Func<EtcdNode, Eff<A>> call)
    {
        Error? failed = null;
        for (var tries = 0; tries < nodes.Count; tries++)
        {
            var at = Volatile.Read(ref current);
            var end = await token.For(nodes[at], call).Within(options.TryTimeout).Try();
            if (end.IsSucc) return end.Succeeded;
            var error = end.Failed.Code == 499 && !(await envEff).IsTold ? Left(nodes[at], end.Failed) : end.Failed;
            if (IsAnswer(error)) return await FailEff<A>(error);
            failed = failed is null ? error : failed.And(error);
            Leave(at);
        }

        return await FailEff<A>(failed!);
    }

    /// <summary>What one endpoint tells, which is left when that fails.</summary>
    internal IObservable<A> Follow<A>(Func<EtcdNode, IObservable<A>> stream) => Observable.Defer(() =>
    {
        var at = Volatile.Read(ref current);
        return stream(nodes[at]).Do(static _ => { }, _ => Leave(at));
    });

    // Whoever asks did not leave: the endpoint did.
    static Error Left(EtcdNode node, Error error) => Error.Unavailable("CALL_CANCELLED", $"{node.Address} cancelled the call: {error.Message}") with { Cause = error.Cause };

    // Another endpoint would give it as well; else the endpoint is at fault.
    static bool IsAnswer(Error error) => error.Code is 400 or 401 or 403 or 404 or 409 or 412;

    // Many may find the same one failing: it is left once.
    void Leave(int at) => Interlocked.CompareExchange(ref current, (at + 1) % nodes.Count, at);
}
