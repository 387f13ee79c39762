using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>One run of an effect: a loop and a stack of frames. It suspends once when something really has to be waited for.</summary>
/// <remarks>Nodes answer with the node to run next, or with null when the run is done or waits. The value of a node goes to the frame on top of the stack.</remarks>
abstract partial class Machine
{
    // After so many frames in a row a value goes back to the loop, so that native recursion is bounded whatever the effect looks like.
    const int DeepestReturn = 64;

    Slot[] stack = new Slot[16];
    int top;
    int depth;
    Pending? pending;
    ExecutionContext? context;
    Action? resume;
    CancellationToken halt;

    internal int Mask { get; set; }

    /// <summary>A child of a protected region: only its own scope may stop it.</summary>
    internal bool Shielded { get; set; }

    internal ReleaseScope? Releasing { get; set; }

    private protected bool Done { get; set; }

    private protected Error? Failure { get; set; }

    /// <summary>The environment of the part that runs now: what frames change and put back.</summary>
    internal Env Here { get; set; } = null!;

    /// <summary>What a leaf is given: the environment, with a token that also fires when a fork's failure cuts the run.</summary>
    internal Env Env => forks is null || Releasing is not null ? Here : forks.Leaf(Here);

    /// <summary>True when the work was told to stop and nothing protects it just now.</summary>
    internal bool Halted => Mask == 0 && ((Shielded ? halt.IsCancellationRequested : Here.IsTold) || forks is { IsCut: true });

    /// <summary>The token that the loop obeys; a child of a protected region does not obey the token that its leaves see.</summary>
    internal CancellationToken Halt => Shielded ? halt : Here.Token;

    /// <summary>True when the leaves were told to stop, or are just being told.</summary>
    internal bool Told => Here.IsTold || (Releasing is null && forks is { IsCut: true });

    internal void Push(Eff frame)
    {
        if (top == stack.Length) Array.Resize(ref stack, top * 2);
        stack[top++].Frame = frame;
    }

    internal Eff? Return<A>(A value)
    {
        if (top == 0)
        {
            Unsafe.As<Machine<A>>(this).Value = value;
            Done = true;
            return null;
        }

        if (++depth > DeepestReturn) return new PureEff<A>(value);
        return Unsafe.As<IFrame<A>>(Pop()).Resume(value, this);
    }

    internal Eff? End<A>(Fin<A> end) => end.IsSucc ? Return(end.Succeeded) : Raise(end.Failed);

    internal Eff? Raise(Error error)
    {
        error ??= Error.Unset;      // a failure without an error is still a failure
        while (top > 0)
        {
            var frame = Pop();
            try
            {
                var next = frame.OnError(this, ref error);
                if (next is not null || Done || pending is not null) return next;
            }
            catch (Exception e)
            {
                error = error.And(Error.From(e));
            }
        }

        Failure = error;
        Done = true;
        return null;
    }

    internal Eff? Suspend(Pending on)
    {
        pending = on;
        return null;
    }

    Eff Pop()
    {
        ref var slot = ref stack[--top];
        var frame = slot.Frame;
        slot.Frame = null!;
        return frame;
    }

    private protected void Start(Env env, bool shielded, CancellationToken halt) =>
        (Here, root, Shielded, this.halt) = (env, env, shielded, halt);

    private protected void Loop(Eff? next)
    {
        while (true)
        {
            try
            {
                while (next is not null)
                {
                    depth = 0;
                    next = Halted ? Raise(Error.Cancelled) : next.Step(this);
                }

                if (Done || pending is not null) return;
                next = Raise(NoEffect);
            }
            catch (Exception e)
            {
                next = Raise(Error.From(e));
            }
        }
    }

    /// <summary>Waits for what is pending, and goes on at once with what is over already. True when the run is done; when it is false another thread may be running it.</summary>
    private protected bool Settle()
    {
        while (!Done)
        {
            Releasing?.Arm();
            context = ExecutionContext.Capture();
            var on = pending!;
            if (on.Waits(resume ??= Wake)) return false;
            pending = null;
            Continue(on);
        }

        return true;
    }

    void Wake()
    {
        // A long chain of runs that wake each other must not use up the stack.
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack()) Awake();
        else ThreadPool.UnsafeQueueUserWorkItem(static machine => machine.Awake(), this, preferLocal: true);
    }

    void Awake()
    {
        var callers = Callers.Now();
        if (context is not null) ExecutionContext.Restore(context);
        try
        {
            var over = pending!;
            pending = null;
            Continue(over);
            if (Settle()) Finish();
        }
        finally
        {
            callers.PutBack();
        }
    }

    // The frames see the outcome of a wait before the token is looked at.
    void Continue(Pending over)
    {
        Eff? next;
        depth = 0;
        try
        {
            next = over.Resume(this);
        }
        catch (Exception e)
        {
            next = Raise(Error.From(e));
        }

        Loop(next);
    }

    private protected abstract void Finish();

    private protected void Clear()
    {
        if (stack.Length > 256) stack = new Slot[16];
        (Here, root, Shielded, halt, context, Failure, Releasing, forks) = (null!, null!, false, default, null, null, null, null);
        (top, Mask, Done) = (0, 0, false);
    }

    // In an array of a class that can be derived from, every store would be checked; in one of a struct none is.
    struct Slot
    {
        internal Eff Frame;
    }

    static Error NoEffect { get; } = Error.Internal("NO_EFFECT", "a function that should have given an effect gave null");
}
