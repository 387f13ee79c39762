using System.Reactive.Subjects;

namespace Kratos.Reactive;

/// <summary>One run of a server that is an effect: it works beside the app until it is told to stop.</summary>
sealed class Worker
{
    readonly CancellationTokenSource stop = new();
    readonly ReplaySubject<Error> faults = new(1);
    readonly Signal<Unit> over = new();
    volatile Error? failure;
    volatile bool heard;

    internal static Resource<Listening> Of(Eff<Unit> work) => Resource
        .Make(new LiftEnvEff<Worker>(env => Begin(work, env)), static worker => worker.Stop)
        .Select(static worker => new Listening([], worker.faults.Do(_ => worker.heard = true)));

    static Worker Begin(Eff<Unit> work, Env env)
    {
        var worker = new Worker();
        var run = work.RunAsync(env.Within(worker.stop.Token, null));
        if (run.IsCompleted) worker.Ended(run.GetAwaiter().GetResult(), env);
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => worker.Ended(run.GetAwaiter().GetResult(), env));
        return worker;
    }

    void Ended(Fin<Unit> end, Env env)
    {
        var asked = stop.IsCancellationRequested && end.IsFail && end.Error.Is(Error.Cancelled);
        if (end.IsFail && !asked) failure = end.Error;
        var waited = over.TrySet(Unit.Default);
        if (failure is null) return;
        if (waited) faults.OnNext(failure);
        else env.Unhandled(failure);        // it had been left behind
    }

    // A failure that nobody was told as a fault is the failure of the stop.
    Eff<Unit> Stop => new LiftEnvEff<Unit>(env =>
    {
        stop.Tell(env);
        return Unit.Default;
    }) >> new OverEff(over) >> new LateEff<Unit>(() => failure is null || heard ? unitEff : new FailEff<Unit>(failure));

    sealed class OverEff(Signal<Unit> over) : Eff<Unit>
    {
        internal override Eff? Step(Machine machine) => machine.Suspend(over.CancelledBy(machine.Env.Token));
    }
}
