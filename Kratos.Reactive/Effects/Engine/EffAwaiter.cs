using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>What <c>await</c> of an effect uses. Not for direct use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct EffAwaiter<A> : ICriticalNotifyCompletion, IEffAwaiter
{
    readonly AwaitFrame<A> frame;

    internal EffAwaiter(AwaitFrame<A> frame) => this.frame = frame;

    /// <summary>False: the effect is handed to the run.</summary>
    public bool IsCompleted => false;

    /// <summary>The value; a failure is thrown as an <see cref="ErrorException"/>.</summary>
    public A GetResult() => frame.Result.ThrowIfFail();

    AwaitFrame IEffAwaiter.Frame => frame;

    /// <summary>Reached only outside an <c>async Eff</c>: goes on at once, into a clear error.</summary>
    public void OnCompleted(Action continuation)
    {
        frame.Result = Error.Internal("NOT_AN_EFF", "await an Eff only in a method that returns an Eff; anywhere else say RunAsync(env)");
        continuation();
    }

    /// <summary>See <see cref="OnCompleted"/>.</summary>
    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);
}

interface IEffAwaiter
{
    AwaitFrame Frame { get; }
}
