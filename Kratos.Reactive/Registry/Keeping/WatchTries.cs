namespace Kratos.Reactive;

/// <summary>The tries of one watch: when the next one is due, and what is told of those that failed.</summary>
sealed class WatchTries(string service, RegistrySettings settings, Env env)
{
    readonly Waits waits = new(settings.Backoff, env);
    bool interrupted;

    /// <summary>It works: the next failure begins with the first wait again.</summary>
    internal void Well()
    {
        waits.Begin();
        if (interrupted) env.Safely(() => RegistryLog.WatchGoesOn(settings.Log, service));
        interrupted = false;
    }

    /// <summary>It does not: how long to wait. An interruption is logged once, however many tries it takes.</summary>
    internal TimeSpan Failed(Error error)
    {
        env.Safely(() => RegistryMetrics.Failed("watch", service));
        if (!interrupted) env.Safely(() => RegistryLog.WatchInterrupted(settings.Log, service, error));
        interrupted = true;
        return waits.Next();
    }
}
