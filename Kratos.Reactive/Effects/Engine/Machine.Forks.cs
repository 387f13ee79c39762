namespace Kratos.Reactive;

abstract partial class Machine
{
    Forks? forks;
    Env root = null!;

    /// <summary>Fires when a fork's failure cuts this run; never before there is a fork.</summary>
    internal CancellationToken Cut => forks is null || Releasing is not null ? default : forks.Told;

    /// <summary>The part that had this environment is over: with it its token, if that was its own.</summary>
    internal void Left(Env part)
    {
        if (forks is not null && !part.SharesToken(root)) forks.Unlink(part.Token);
    }

    /// <summary>The forks of this run. The first one puts the frame that waits for them under everything else.</summary>
    internal Forks Forks
    {
        get
        {
            if (forks is not null) return forks;
            var made = new Forks();
            if (top == stack.Length) Array.Resize(ref stack, top * 2);
            Array.Copy(stack, 0, stack, 1, top++);
            stack[0].Frame = ForksFrame(made);
            return forks = made;
        }
    }

    private protected abstract Eff ForksFrame(Forks forks);
}
