namespace Kratos.Reactive;

static class Closing
{
    /// <summary>The effect, until the registry is given back: then it is cut, and is 503 <c>REGISTRY_CLOSED</c>.</summary>
    internal static Eff<A> UntilClosed<A>(this Eff<A> effect, CancellationToken closed) =>
        from end in awaitAny(Observable.Never<Unit>().UntilCancelled(closed).ToList().SingleEff().Map(static _ => Fin<A>.Fail(RegistryFaults.Closed)), effect.Try())
        from a in liftEff(_ => end)
        select a;
}
