using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Kratos.Reactive;

/// <summary>A run that ends in an <typeparamref name="A"/>. It is its own task, and is used again: each thread keeps spares, for runs inside runs (each <c>Timeout</c> is one) and for those that wait at the same time.</summary>
sealed class Machine<A> : Machine, IValueTaskSource<Fin<A>>
{
    const int MostSpares = 256;

    [ThreadStatic]
    static Machine<A>? spare;

    Machine<A>? under;
    int spares;
    ManualResetValueTaskSourceCore<Fin<A>> source;

    internal A Value { get; set; } = default!;

    internal static ValueTask<Fin<A>> Run(Eff<A> effect, Env env, bool shielded = false, CancellationToken halt = default)
    {
        var machine = Rent();
        machine.Start(env, shielded, halt);
        return machine.Run(effect);
    }

    ValueTask<Fin<A>> Run(Eff<A> effect)
    {
        var callers = Callers.Now();
        var end = new ValueTask<Fin<A>>(this, source.Version);
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Loop(effect);
            if (Settle())
            {
                end = new(Ending);
                Recycle();
            }
        }
        else
        {
            // Runs nested too deep for this stack go on from a fresh one.
            ThreadPool.QueueUserWorkItem(static run => run.Machine.Begin(run.Effect), (Machine: this, Effect: effect), preferLocal: true);
        }

        callers.PutBack();
        return end;
    }

    void Begin(Eff<A> effect)
    {
        Loop(effect);
        if (Settle()) Finish();
    }

    Fin<A> Ending => Failure is { } error ? Fin<A>.Fail(error) : Fin<A>.Succ(Value);

    private protected override void Finish() => source.SetResult(Ending);

    private protected override Eff ForksFrame(Forks forks) => new ForksFrame<A>(forks);

    static Machine<A> Rent()
    {
        if (spare is not { } machine) return new Machine<A>();
        spare = machine.under;
        machine.under = null;
        return machine;
    }

    void Recycle()
    {
        Clear();
        Value = default!;
        var others = spare;
        spares = others is null ? 1 : others.spares + 1;
        if (spares > MostSpares) return;
        under = others;
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
