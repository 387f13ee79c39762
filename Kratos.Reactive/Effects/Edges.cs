namespace Kratos.Reactive;

/// <summary>Where effects meet observables: one value in, one value out.</summary>
public static class Edges
{
    /// <summary>The effect as a cold observable: each subscription runs it, with the value and completion, or an <see cref="ErrorException"/>.</summary>
    /// <remarks>Disposing tells it to stop; its releases are not waited for, and if one fails the environment's <see cref="Env.Unhandled"/> is told.</remarks>
    public static IObservable<A> ToObservable<A>(this Eff<A> effect, Env env) => Observable.Create<A>(observer => new Subscribed<A>(observer, env).Start(effect));

    /// <summary>The one value of the source. None is 404 <c>SEQUENCE_EMPTY</c>, a second one 500 <c>SEQUENCE_NOT_SINGLE</c>. The subscription ends with the effect.</summary>
    public static Eff<A> SingleEff<A>(this IObservable<A> source) => new ObserveEff<A>(source.Take(2), single: true);

    /// <summary>The first value of the source, which is left then. None is 404 <c>SEQUENCE_EMPTY</c>.</summary>
    public static Eff<A> FirstEff<A>(this IObservable<A> source) => new ObserveEff<A>(source.Take(1), single: false);

    /// <summary>The last value of the source, once it completes. None is 404 <c>SEQUENCE_EMPTY</c>.</summary>
    public static Eff<A> LastEff<A>(this IObservable<A> source) => new ObserveEff<A>(source, single: false);

    /// <summary>The end of the source; its values are dropped, and it may have none.</summary>
    public static Eff<Unit> EndEff<A>(this IObservable<A> source) => new ObserveEff<Unit>(source.IgnoreElements().Select(static _ => Unit.Default).Append(Unit.Default), single: false);
}
