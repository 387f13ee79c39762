namespace Kratos.Reactive;

public abstract partial class Eff<A>
{
    /// <summary>The value changed by <paramref name="f"/>. What <paramref name="f"/> throws is a failure.</summary>
    public Eff<B> Map<B>(Func<A, B> f) => new MapEff<A, B>(this, f);

    /// <summary>Then the effect that <paramref name="f"/> makes of the value.</summary>
    public Eff<B> Bind<B>(Func<A, Eff<B>> f) => new BindEff<A, B>(this, f);

    /// <summary><see cref="Map"/>, for the query syntax.</summary>
    public Eff<B> Select<B>(Func<A, B> f) => new MapEff<A, B>(this, f);

    /// <summary><see cref="Bind"/>, for the query syntax.</summary>
    public Eff<B> SelectMany<B>(Func<A, Eff<B>> f) => new BindEff<A, B>(this, f);

    /// <summary>Two effects in a row and what both give, for the query syntax.</summary>
    public Eff<C> SelectMany<B, C>(Func<A, Eff<B>> bind, Func<A, B, C> project) => new QueryEff<A, B, C>(this, bind, project);

    /// <summary>One of two functions, by how it ends. A cancelled run goes past both.</summary>
    public Eff<B> Match<B>(Func<A, B> Succ, Func<Error, B> Fail) => new MatchEff<A, B>(this, Succ, Fail);

    /// <summary>How it ends, as a value: this effect does not fail, unless the run is cancelled.</summary>
    public Eff<Fin<A>> Try() => new MatchEff<A, Fin<A>>(this, Fin<A>.Succ, Fin<A>.Fail);

    /// <summary>The same failure told differently.</summary>
    public Eff<A> MapFail(Func<Error, Error> f) => new MapFailEff<A>(this, f);

    /// <summary>A value in place of a failure. A cancelled run goes past it.</summary>
    public Eff<A> IfFail(Func<Error, A> f) => new MatchEff<A, A>(this, static value => value, f);

    /// <summary>Another effect in place of a failure. A cancelled run goes past it.</summary>
    public Eff<A> IfFailEff(Func<Error, Eff<A>> f) => new CatchEff<A>(this, static _ => true, f);

    /// <summary>A name for this step, which appears in the <see cref="Error.Trace"/> of a failure inside it.</summary>
    public Eff<A> Named(string name) => new NamedEff<A>(this, name);

    /// <summary>The first, or if it fails the second. A cancelled run does not try the second.</summary>
    public static Eff<A> operator |(Eff<A> first, Eff<A> otherwise) => new CatchEff<A>(first, static _ => true, _ => otherwise);

    /// <summary>The first, or for a failure that the handler is for, what the handler makes of it. See <c>@catch</c>.</summary>
    public static Eff<A> operator |(Eff<A> first, CatchError<A> handler) => new CatchEff<A>(first, handler.When, handler.Then);
}
