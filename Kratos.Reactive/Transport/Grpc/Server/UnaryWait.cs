namespace Kratos.Reactive;

/// <summary>A call that waits. It is over when it is answered.</summary>
sealed class UnaryWait(UnaryCall call, UnaryEnd end, ValueTask<Fin<Reply>> run) : TaskCompletionSource
{
    ValueTask<Fin<Reply>> run = run;

    internal Task Begin()
    {
        end.Waits(this);
        if (run.IsCompleted) Ended();
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Ended);
        return Task;
    }

    internal void Cut(Error error) => _ = Answer(error);

    void Ended()
    {
        var with = run.GetAwaiter().GetResult();
        if (end.Ran() is { } cut) call.Late(with, cut);
        else _ = Answer(with);
    }

    async Task Answer(Fin<Reply> with)
    {
        try
        {
            await call.AnswerAsync(end, with).ConfigureAwait(false);
            SetResult();
        }
        catch (Exception e)
        {
            SetException(e);
        }
    }
}
