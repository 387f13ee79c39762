namespace Kratos.Reactive;

/// <summary>Operators on effects of two results, which only an extension can have.</summary>
public static class EffOperators
{
    extension<A, B>(Eff<A>)
    {
        /// <summary>The first, then the second; the value of the first is dropped.</summary>
        public static Eff<B> operator >>(Eff<A> first, Eff<B> then) => new ThenEff<A, B>(first, then);
    }
}
