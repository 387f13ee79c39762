namespace Kratos.Reactive;

/// <summary>What a suspended run waits for.</summary>
abstract class Pending
{
    /// <summary>True when <paramref name="resume"/> will be called once, when it is over; false when it is over already.</summary>
    internal abstract bool Waits(Action resume);

    /// <summary>Gives the outcome to the run. Called once, after it is over.</summary>
    internal abstract Eff? Resume(Machine machine);
}

/// <summary>A task that is waited for.</summary>
sealed class PendingTask<A>(Task<A> task) : Pending
{
    internal override bool Waits(Action resume) => task.Waits(resume);

    internal override Eff? Resume(Machine machine) => machine.End(task.ToFin());
}

/// <summary>A task without a value that is waited for.</summary>
sealed class PendingTask(Task task) : Pending
{
    internal override bool Waits(Action resume) => task.Waits(resume);

    internal override Eff? Resume(Machine machine) => machine.End(task.ToFin());
}

/// <summary>Another run that is waited for.</summary>
sealed class PendingRun<A>(ValueTask<Fin<A>> run) : Pending
{
    Error? broken;

    internal override bool Waits(Action resume)
    {
        if (run.IsCompleted) return false;
        try
        {
            run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(resume);
            return true;
        }
        catch (InvalidOperationException e)
        {
            broken = Error.From(e);     // somebody awaits it already: a ValueTask may be awaited once
            return false;
        }
    }

    internal override Eff? Resume(Machine machine) => broken is null ? machine.End(run.GetAwaiter().GetResult()) : machine.Raise(broken);
}
