namespace Kratos.Reactive;

/// <summary>All at once. The first failure stops the others; all are waited for, and every failure is kept, the first one first.</summary>
sealed class AllEff<A>(IReadOnlyList<Eff<A>> effects) : Eff<IReadOnlyList<A>>
{
    internal override Eff? Step(Machine machine)
    {
        if (effects.Count == 0) return machine.Return<IReadOnlyList<A>>(ValueList<A>.Empty);
        return machine.Suspend(new Crowd<A, IReadOnlyList<A>>(effects, machine, static end => end.IsFail, static (values, error) =>
            error is null ? Fin<IReadOnlyList<A>>.Succ(new ValueList<A>([.. values.Select(static value => value.Succeeded)])) : Fin<IReadOnlyList<A>>.Fail(error)));
    }
}

/// <summary>All at once. The first value stops the others, and wins; when all fail, every failure is kept.</summary>
sealed class AnyEff<A>(IReadOnlyList<Eff<A>> effects) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        if (effects.Count == 0) return machine.Raise(Error.Internal("NOTHING_TO_AWAIT", "awaitAny was given no effects"));
        return machine.Suspend(new Crowd<A, A>(effects, machine, static end => end.IsSucc, static (ends, error) =>
            ends.FirstOrDefault(static end => end.IsSucc) is { IsSucc: true } winner ? winner : Fin<A>.Fail(error!)));
    }
}
