namespace Kratos.Reactive;

/// <summary>What a suspended run waits for.</summary>
abstract class Pending
{
    /// <summary>Calls <paramref name="resume"/> once, when it is over; at once if it is over already.</summary>
    internal abstract void OnCompleted(Action resume);

    /// <summary>Gives the outcome to the run. Called once, after <see cref="OnCompleted"/> called back.</summary>
    internal abstract Eff? Resume(Machine machine);
}

/// <summary>A task that is waited for.</summary>
sealed class PendingTask<A>(Task<A> task) : Pending
{
    internal override void OnCompleted(Action resume) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(resume);

    internal override Eff? Resume(Machine machine) => machine.End(task.ToFin());
}

/// <summary>A task without a value that is waited for.</summary>
sealed class PendingTask(Task task) : Pending
{
    internal override void OnCompleted(Action resume) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(resume);

    internal override Eff? Resume(Machine machine) => machine.End(task.ToFin());
}

/// <summary>Another run that is waited for.</summary>
sealed class PendingRun<A>(ValueTask<Fin<A>> run) : Pending
{
    internal override void OnCompleted(Action resume) => run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(resume);

    internal override Eff? Resume(Machine machine) => machine.End(run.GetAwaiter().GetResult());
}
