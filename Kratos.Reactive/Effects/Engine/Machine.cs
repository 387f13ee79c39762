using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>One run of an effect: a loop and a stack of frames. It suspends once when something really has to be waited for.</summary>
/// <remarks>Nodes answer with the node to run next, or with null when the run is done or waits. The value of a node goes to the frame on top of the stack.</remarks>
abstract partial class Machine
{
    // After so many frames in a row a value goes back to the loop, so that native recursion is bounded whatever the effect looks like.
    const int DeepestReturn = 64;

    Eff[] stack = new Eff[16];
    int top;
    int depth;
    Pending? pending;
    ExecutionContext? context;
    Action? resume;
    CancellationToken halt;
    Env env = null!;

    internal int Mask { get; set; }

    /// <summary>A child of a protected region: only its own scope may stop it.</summary>
    internal bool Shielded { get; private set; }

    internal ReleaseScope? Releasing { get; set; }

    private protected bool Done { get; set; }

    private protected Error? Failure { get; set; }

    /// <summary>What a leaf is given: the environment, with the token of the forks' scope if there is one.</summary>
    internal Env Env
    {
        get => forks is null ? env : forks.Scoped(env);
        set => env = value;
    }

    /// <summary>True when the work was told to stop and nothing protects it just now.</summary>
    internal bool Halted => Mask == 0 && ((Shielded ? halt : env.Token).IsCancellationRequested || forks is { IsCut: true });

    internal void Push(Eff frame)
    {
        if (top == stack.Length) Array.Resize(ref stack, top * 2);
        stack[top++] = frame;
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
        var frame = stack[--top];
        stack[top] = null!;
        return frame;
    }

    private protected void Start(Env env, bool shielded, CancellationToken halt) =>
        (this.env, Shielded, this.halt) = (env, shielded, halt);

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

                return;
            }
            catch (Exception e)
            {
                next = Raise(Error.From(e));
            }
        }
    }

    private protected void Park()
    {
        Releasing?.Arm();
        context = ExecutionContext.Capture();
        pending!.OnCompleted(resume ??= Wake);
        // From here on another thread may be running this machine.
    }

    void Wake()
    {
        var callers = ExecutionContext.Capture();
        if (context is not null) ExecutionContext.Restore(context);
        var over = pending!;
        pending = null;
        Continue(over);
        if (Done) Finish();
        else Park();
        if (callers is not null) ExecutionContext.Restore(callers);
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
        if (stack.Length > 256) stack = new Eff[16];
        (env, Shielded, halt, context, Failure, Releasing) = (null!, false, default, null, null, null);
        (top, Mask, Done) = (0, 0, false);
    }
}
