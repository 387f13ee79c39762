namespace Kratos.Reactive;

/// <summary>An <see cref="Eff{A}"/> that knows how to give back what it acquired. Compose resources with the query syntax: they are released in reverse order, whatever failed.</summary>
public sealed class Resource<A>
{
    internal Resource(Eff<Held<A>> allocate) => Allocate = allocate;

    internal Eff<Held<A>> Allocate { get; }

    /// <summary>Acquires, runs <paramref name="use"/>, gives back: on success, failure and cancellation. Nothing can come between the acquire and the installing of its release.</summary>
    public Eff<B> Use<B>(Func<A, Eff<B>> use) => new BracketEff<A, B>(Allocate, use);

    /// <summary>The same resource, seen through <paramref name="f"/>. It is given back when <paramref name="f"/> throws.</summary>
    public Resource<B> Select<B>(Func<A, B> f) => SelectMany(static a => Resource.Pure(a), (a, _) => f(a));

    /// <summary>Then another resource, which is released before this one.</summary>
    public Resource<B> SelectMany<B>(Func<A, Resource<B>> bind) => SelectMany(bind, static (_, b) => b);

    /// <summary>Then another resource, which is released before this one, and what both give.</summary>
    public Resource<C> SelectMany<B, C>(Func<A, Resource<B>> bind, Func<A, B, C> project) => new(
        Allocate.Bind(a => Resource.OrRelease(
            liftEff(() => bind(a.Value)).Bind(inner => inner.Allocate).Bind(b => Resource.OrRelease(
                liftEff(() => new Held<C>(project(a.Value, b.Value), Resource.Both(b.Release, a.Release))),
                b.Release)),
            a.Release)));
}

/// <summary>What was acquired, and the work that gives it back.</summary>
sealed record Held<A>(A Value, Eff<Unit> Release);
