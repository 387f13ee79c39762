namespace Kratos.Reactive.Postgres;

/// <summary>What PostgreSQL tells of changes: one connection for all watches, for as long as there is one; a lost one is made again.</summary>
static class PostgresNews
{
    internal static IObservable<string> Of(IPostgresStore store, PostgresOptions options, Env env) => Observable
        .Create<string>(observer => Listen(store, options, env, observer.OnNext).ToObservable(env).Subscribe(static _ => { }, observer.OnError))
        .Publish().RefCount();

    static async Eff<Unit> Listen(IPostgresStore store, PostgresOptions options, Env env, Action<string> told)
    {
        var waits = new Waits(options.Backoff, env);
        var deaf = false;
        while (true)
        {
            var end = await store.Listen(changed =>
            {
                if (deaf) env.Safely(() => PostgresLog.HearsAgain(options.Log));
                deaf = false;
                waits.Begin();
                told(changed);
            }).Try();
            env.Safely(static () => RegistryMetrics.Failed("listen", ""));
            if (!deaf) env.Safely(() => PostgresLog.Deaf(options.Log, options.Refresh, end.Error));
            deaf = true;
            await yieldFor(waits.Next());
        }
    }
}
