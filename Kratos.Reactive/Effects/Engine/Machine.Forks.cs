namespace Kratos.Reactive;

abstract partial class Machine
{
    Forks? forks;

    private protected bool HadForks => forks is not null;

    /// <summary>The forks of this run. The first one puts the frame that waits for them under everything else.</summary>
    internal Forks Forks
    {
        get
        {
            if (forks is not null) return forks;
            var made = new Forks(env.Token);
            if (top == stack.Length) Array.Resize(ref stack, top * 2);
            Array.Copy(stack, 0, stack, 1, top++);
            stack[0] = ForksFrame(made);
            return forks = made;
        }
    }

    private protected abstract Eff ForksFrame(Forks forks);
}
