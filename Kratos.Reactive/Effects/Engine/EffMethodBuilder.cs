using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>What the compiler uses to build <c>async Eff</c> methods. Not for direct use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct EffMethodBuilder<A>
{
    Eff<A>? effect;
    EffRun<A>? run;

    /// <summary>A builder for one call.</summary>
    public static EffMethodBuilder<A> Create() => default;

    /// <summary>Keeps the method as it is before its first step; nothing runs.</summary>
    public void Start<S>(ref S machine) where S : IAsyncStateMachine => effect = new AsyncEff<S, A>(machine);

    /// <summary>The method, as an effect.</summary>
    public readonly Eff<A> Task => effect!;

    /// <summary>Nothing: the state machine is kept by the run.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine machine) { }

    /// <summary>The method returned.</summary>
    public void SetResult(A value) => Run.Returned(value);

    /// <summary>The method threw.</summary>
    public void SetException(Exception exception) => Run.Threw(Error.From(exception));

    /// <summary>The method awaits.</summary>
    public void AwaitOnCompleted<W, S>(ref W awaiter, ref S machine) where W : INotifyCompletion where S : IAsyncStateMachine
    {
        if (awaiter is IEffAwaiter own) Run.Await(own.Frame);
        else awaiter.OnCompleted(Run.Park());
    }

    /// <summary>The method awaits.</summary>
    public void AwaitUnsafeOnCompleted<W, S>(ref W awaiter, ref S machine) where W : ICriticalNotifyCompletion where S : IAsyncStateMachine
    {
        if (awaiter is IEffAwaiter own) Run.Await(own.Frame);
        else awaiter.UnsafeOnCompleted(Run.Park());
    }

    EffRun<A> Run => run ??= (EffRun<A>)EffRun.Current!;
}
