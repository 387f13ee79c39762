namespace Kratos.Reactive;

/// <summary>Child runs side by side. The first end that decides stops the others; it is over when the last one is.</summary>
sealed class Crowd<A, B> : Signal<B>
{
    readonly Env env;
    readonly CancelScope scope;
    readonly Fin<A>[] ends;
    readonly List<Error> errors = [];
    readonly Func<Fin<A>, bool> decides;
    readonly Func<IReadOnlyList<Fin<A>>, Error?, Fin<B>> gather;
    readonly Lock gate = new();
    Error? late;
    bool over;
    int left;

    internal Crowd(IReadOnlyList<Eff<A>> effects, Machine parent, Func<Fin<A>, bool> decides, Func<IReadOnlyList<Fin<A>>, Error?, Fin<B>> gather)
    {
        (this.decides, this.gather) = (decides, gather);
        (env, scope, ends, left) = (parent.Here, new CancelScope(parent), new Fin<A>[effects.Count], effects.Count);
        var inside = scope.Inside(env.Due);
        for (var i = 0; i < effects.Count; i++)
        {
            var (index, run) = (i, scope.Run(effects[i], inside));
            if (run.IsCompleted) Ended(index, run.GetAwaiter().GetResult());
            else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Ended(index, run.GetAwaiter().GetResult()));
        }
    }

    void Ended(int index, Fin<A> end)
    {
        bool first, last;
        lock (gate)
        {
            first = !over && decides(end);
            // What ends well after the decision was too late: there is one winner.
            ends[index] = over && end.IsSucc && decides(end) ? Fin<A>.Fail(Error.Cancelled) : end;
            if (end.IsFail) errors.Add(end.Failed);
            if (over && end.IsFail && !end.Failed.Is(Error.Cancelled)) late = late is null ? end.Failed : late.And(end.Failed);
            over |= first;
            last = --left == 0;
        }

        if (first && !last) scope.Cancel(env);
        if (!last) return;
        scope.Dispose();
        var outcome = gather(ends, errors.Count == 0 ? null : Error.Join(errors));
        if (outcome.IsSucc && late is not null) env.Unhandled(late);     // a loser's teardown that failed is nobody's answer
        TrySet(outcome);
    }
}
