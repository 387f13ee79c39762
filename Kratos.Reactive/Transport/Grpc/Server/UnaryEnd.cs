namespace Kratos.Reactive;

/// <summary>The end of a call that waits: its own, or that of the server, when the time for stopping is over.</summary>
sealed class UnaryEnd(GrpcServing serving) : TaskCompletionSource<Fin<Reply>>
{
    CancellationTokenRegistration told;
    ValueTask<Fin<Reply>> run;

    internal Task<Fin<Reply>> Of(ValueTask<Fin<Reply>> run)
    {
        this.run = run;
        told = serving.Cutting.UnsafeRegister(static self => ((UnaryEnd)self!).TrySetResult(GrpcServing.Stopped), this);
        run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Ended);
        return Task;
    }

    void Ended()
    {
        told.Unregister();
        var end = run.GetAwaiter().GetResult();
        if (!TrySetResult(end) && end.IsFail && !end.Failed.Is(Error.Cancelled)) serving.Env.Unhandled(end.Failed);
    }
}
