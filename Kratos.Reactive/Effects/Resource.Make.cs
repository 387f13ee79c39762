namespace Kratos.Reactive;

/// <summary>Makes resources.</summary>
public static class Resource
{
    /// <summary>How long a release may wait before its token fires: 30 s. Then it must close by force.</summary>
    public static TimeSpan ReleaseLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Acquires with <paramref name="acquire"/>, gives back with <paramref name="release"/>.</summary>
    /// <param name="acquire">Cannot be cut between its steps; its leaves see the token.</param>
    /// <param name="release">Cannot be cut. It is given a fresh token, which fires after <paramref name="limit"/> and means "close now".</param>
    /// <param name="limit"><see cref="ReleaseLimit"/> unless given; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    public static Resource<A> Make<A>(Eff<A> acquire, Func<A, Eff<Unit>> release, TimeSpan? limit = null) =>
        new(acquire.Map(a => new Held<A>(a, new ReleaseEff(Deferred(() => release(a)), limit))));

    /// <summary>A value that needs no giving back.</summary>
    public static Resource<A> Pure<A>(A value) => new(SuccessEff(new Held<A>(value, unitEff)));

    /// <summary>Work to do on the way in, which acquires nothing and so may be cut.</summary>
    public static Resource<A> OnEnter<A>(Eff<A> effect) => new(new UnmaskEff<A>(effect).Map(static value => new Held<A>(value, unitEff)));

    /// <summary>Work to do on the way out. See <see cref="Make"/> for <paramref name="limit"/>.</summary>
    public static Resource<Unit> OnExit(Eff<Unit> effect, TimeSpan? limit = null) =>
        new(SuccessEff(new Held<Unit>(Unit.Default, new ReleaseEff(effect, limit))));

    /// <summary>All of them, acquired side by side and released side by side. One that fails stops the others and gives back what was held; every failure is kept.</summary>
    public static Resource<IReadOnlyList<A>> All<A>(IReadOnlyList<Resource<A>> resources) => new(new GatherEff<A>([.. resources.Select(static resource => resource.Allocate)]));

    /// <summary>A .NET disposable, disposed on the way out.</summary>
    public static Resource<A> Disposing<A>(Eff<A> acquire) where A : IDisposable => Make(acquire, static a => liftEff(a.Dispose));

    /// <summary>A .NET asynchronous disposable, disposed on the way out.</summary>
    public static Resource<A> DisposingAsync<A>(Eff<A> acquire) where A : IAsyncDisposable => Make(acquire, static a => liftEff(_ => a.DisposeAsync().AsTask()));

    internal static Eff<A> OrRelease<A>(Eff<A> effect, Eff<Unit> release) => new FinallyEff<A>(effect, end => end.IsSucc ? unitEff : release, Timeout.InfiniteTimeSpan);

    // Each of the two has its own limit.
    internal static Eff<Unit> Both(Eff<Unit> first, Eff<Unit> then) => new FinallyEff<Unit>(first, _ => then, Timeout.InfiniteTimeSpan);

    static Eff<Unit> Deferred(Func<Eff<Unit>> effect) => unitEff.Bind(_ => effect());
}
