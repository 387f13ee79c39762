using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

public sealed partial record App
{
    /// <summary>Runs the app as a program does, on the real clock, and says what the process should return: 0 after a clean stop, 1 after a failure or an abort.</summary>
    /// <remarks>The first element of <paramref name="stop"/> stops gracefully, a second one aborts: what has not ended 5 s later (deregistering has its <see cref="RegistrarTimeout"/> before that) is left behind. Every event is logged, failures at the level Error.</remarks>
    public Task<int> Main<S>(IObservable<S> stop, ILogger log) => Main(stop, log, Env.System);

    /// <summary>The same in an environment of one's own.</summary>
    public Task<int> Main<S>(IObservable<S> stop, ILogger log, Env env)
    {
        var program = new AppProgram(log);
        return program.Run(this, stop, env.WithUnhandled(error => LifecycleLog.Unhandled(log, error, error.Cause)));
    }
}
