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

/// <summary>Child runs side by side. It is over when the last one is.</summary>
sealed class Crowd<A, B> : Signal<B>
{
    readonly Env env;
    readonly CancelScope scope;
    readonly Fin<A>[] ends;
    readonly Func<Fin<A>, bool> decides;
    readonly Func<IReadOnlyList<Fin<A>>, Error?, Fin<B>> gather;
    readonly Lock gate = new();
    Error? errors;
    int decidedBy = -1;
    int left;

    internal Crowd(IReadOnlyList<Eff<A>> effects, Machine parent, Func<Fin<A>, bool> decides, Func<IReadOnlyList<Fin<A>>, Error?, Fin<B>> gather)
    {
        (this.decides, this.gather) = (decides, gather);
        (env, scope, ends, left) = (parent.Env, new CancelScope(parent), new Fin<A>[effects.Count], effects.Count);
        for (var i = 0; i < effects.Count; i++)
        {
            var (index, run) = (i, scope.Run(effects[i], env.With(scope.Token)));
            if (run.IsCompleted) Ended(index, run.Result);
            else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Ended(index, run.GetAwaiter().GetResult()));
        }
    }

    void Ended(int index, Fin<A> end)
    {
        bool decided, last;
        lock (gate)
        {
            // What ends well after the decision was too late: there is one winner.
            ends[index] = decidedBy >= 0 && end.IsSucc && decides(end) ? Fin<A>.Fail(Error.Cancelled) : end;
            if (end.IsFail) errors = errors is null ? end.Failed : errors.And(end.Failed);
            decided = decidedBy < 0 && decides(end);
            if (decided) decidedBy = index;
            last = --left == 0;
        }

        if (decided && !last) scope.Cancel(env);
        if (!last) return;
        scope.Dispose();
        TrySet(gather(ends, errors));
    }
}
