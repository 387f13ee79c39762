namespace Kratos.Reactive;

/// <summary>Calls of a store, which end in one way when they are told to stop: they were cancelled.</summary>
static class Stoppable
{
    /// <summary>Work of a library that has many ways to fail when it is told to stop.</summary>
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

    /// <summary>A call within its limit. Who had left before that is not told of the limit, should the work hear late that it must stop.</summary>
    internal static Eff<A> Within<A>(this Eff<A> call, TimeSpan limit) => envEff.Bind(env => call.Timeout(limit).MapFail(error => env.Token.IsCancellationRequested ? Error.Cancelled : error));
}
