namespace Kratos.Reactive;

/// <summary>Rung by many, heard by one. What rings while nobody listens is heard by the next to listen, once.</summary>
sealed class Bell
{
    readonly Lock gate = new();
    TaskCompletionSource? listening;
    bool rung;

    internal void Ring()
    {
        TaskCompletionSource? heard;
        lock (gate) (heard, listening, rung) = (listening, null, listening is null);
        heard?.TrySetResult();
    }

    /// <summary>Until it rings, and no longer than <paramref name="patience"/>.</summary>
    internal Eff<Unit> Heard(TimeSpan patience) => awaitAny(yieldFor(patience), liftEff(env => Rung().WaitAsync(env.Token)).Finally(Forget));

    Task Rung()
    {
        lock (gate)
        {
            if (rung)
            {
                rung = false;
                return Task.CompletedTask;
            }

            // Whoever rings goes on here, on its own thread: it has nothing to lose, and virtual time cannot follow to another.
            return (listening = new()).Task;
        }
    }

    Eff<Unit> Forget(Fin<Unit> end) => liftEff(() =>
    {
        lock (gate) listening = null;
    });
}
