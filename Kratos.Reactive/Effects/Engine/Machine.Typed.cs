using System.Threading.Tasks.Sources;

namespace Kratos.Reactive;

/// <summary>A run that ends in an <typeparamref name="A"/>. It is its own task, and is used again: one spare for each thread.</summary>
sealed class Machine<A> : Machine, IValueTaskSource<Fin<A>>
{
    [ThreadStatic]
    static Machine<A>? spare;

    ManualResetValueTaskSourceCore<Fin<A>> source;

    internal A Value { get; set; } = default!;

    internal static ValueTask<Fin<A>> Run(Eff<A> effect, Env env, bool shielded = false, CancellationToken halt = default)
    {
        var machine = spare ?? new Machine<A>();
        spare = null;
        machine.Start(env, shielded, halt);
        return machine.Run(effect);
    }

    ValueTask<Fin<A>> Run(Eff<A> effect)
    {
        var callers = ExecutionContext.Capture();
        Loop(effect);
        ValueTask<Fin<A>> end;
        if (Done)
        {
            end = new(Ending);
            Recycle();
        }
        else
        {
            end = new(this, source.Version);
            Park();
        }

        if (callers is not null && callers != ExecutionContext.Capture()) ExecutionContext.Restore(callers);
        return end;
    }

    Fin<A> Ending => Failure is { } error ? Fin<A>.Fail(error) : Fin<A>.Succ(Value);

    private protected override void Finish() => source.SetResult(Ending);

    private protected override Eff ForksFrame(Forks forks) => new ForksFrame<A>(forks);

    void Recycle()
    {
        if (HadForks) return;       // a fork may still hold on to this run
        Clear();
        Value = default!;
        spare = this;
    }

    Fin<A> IValueTaskSource<Fin<A>>.GetResult(short token)
    {
        var end = source.GetResult(token);
        source.Reset();
        Recycle();
        return end;
    }

    ValueTaskSourceStatus IValueTaskSource<Fin<A>>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<Fin<A>>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
