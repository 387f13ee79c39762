namespace Kratos.Reactive;

/// <summary>Work of a library that has many ways to fail when it is told to stop: they are all that it was cancelled.</summary>
static class Stoppable
{
    internal static Eff<A> Lift<A>(Func<CancellationToken, Task<A>> work) => liftEff(async env =>
    {
        try
        {
            return await work(env.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (env.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, env.Token);
        }
    });
}
