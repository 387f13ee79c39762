namespace Kratos.Reactive;

/// <summary>Waits for a task, and reads how it ended without throwing its exception again.</summary>
static class TaskEnds
{
    internal static Fin<A> ToFin<A>(this Task<A> task) => task.IsCompletedSuccessfully ? Fin<A>.Succ(task.Result) : Fin<A>.Fail(task.Failure());

    internal static Fin<Unit> ToFin(this Task task) => task.IsCompletedSuccessfully ? Fin<Unit>.Succ(Unit.Default) : Fin<Unit>.Fail(task.Failure());

    internal static bool Waits(this Task task, Action resume)
    {
        if (task.IsCompleted) return false;
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(resume);
        return true;
    }

    static Error Failure(this Task task)
    {
        if (task.Exception is { } failed) return Error.From(failed.InnerExceptions is [var only] ? only : failed);
        try
        {
            task.GetAwaiter().GetResult();      // a cancelled task gives its exception (which may have a timeout inside) only this way
            return Error.Cancelled;
        }
        catch (OperationCanceledException e)
        {
            return Error.From(e);
        }
    }
}
