namespace Kratos.Reactive;

/// <summary>Acquires side by side. If one fails the others are told to stop, and what was held is given back at once.</summary>
sealed class GatherEff<A>(IReadOnlyList<Eff<Held<A>>> all) : Eff<Held<IReadOnlyList<A>>>
{
    internal override Eff? Step(Machine machine)
    {
        var held = new Held<A>?[all.Count];
        var acquires = new Eff<Unit>[all.Count];
        for (var i = 0; i < all.Count; i++)
        {
            var index = i;
            acquires[i] = new MaskEff<Unit>(all[i].Map(got => Keep(held, index, got)));
        }

        // Each acquire is protected by its own mask, so that one which holds nothing yet may be cut.
        return Resource.OrRelease(new UnmaskEff<IReadOnlyList<Unit>>(new AllEff<Unit>(acquires)), new LateEff<Unit>(() => Together(held)))
            .Map(_ => new Held<IReadOnlyList<A>>(new ValueList<A>([.. held.Select(static one => one!.Value)]), Together(held)));
    }

    static Unit Keep(Held<A>?[] held, int index, Held<A> got)
    {
        held[index] = got;
        return Unit.Default;
    }

    static Eff<Unit> Together(IEnumerable<Held<A>?> held) => SettleEff.Of([.. held.OfType<Held<A>>().Select(static one => one.Release)]);
}

/// <summary>An effect that is made when it is run.</summary>
sealed class LateEff<A>(Func<Eff<A>> make) : Eff<A>
{
    internal override Eff? Step(Machine machine) => make();
}

/// <summary>All at once, each to its end whatever the others do; every failure is kept.</summary>
static class SettleEff
{
    internal static Eff<Unit> Of(IReadOnlyList<Eff<Unit>> effects) =>
        new AllEff<Fin<Unit>>([.. effects.Select(static effect => effect.Try())]).Bind(static ends =>
            ends.All(static end => end.IsSucc) ? unitEff : FailEff<Unit>(Error.Join([.. ends.Where(static end => end.IsFail).Select(static end => end.Failed)])));
}
