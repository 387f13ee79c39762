using System.Reactive.Subjects;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>An app as a program: one signal asks, a second one aborts; the end is an exit code.</summary>
sealed class AppProgram(ILogger log) : IObserver<Lifecycle>
{
    readonly TaskCompletionSource<int> exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ReplaySubject<Unit> graceful = new(1);
    readonly SingleAssignmentDisposable run = new();
    int asked;

    internal async Task<int> Run<S>(App app, IObservable<S> stop, Env env)
    {
        using var ear = stop.Subscribe(_ => Ask(), graceful.OnError, graceful.OnCompleted);
        run.Disposable = AppRun.Begin(app, graceful, env, this);
        return await exit.Task.ConfigureAwait(false);
    }

    public void OnNext(Lifecycle value) => LifecycleLog.Tell(log, value);

    public void OnError(Exception error) => exit.TrySetResult(1);

    public void OnCompleted() => exit.TrySetResult(run.IsDisposed ? 1 : 0);

    void Ask()
    {
        if (Interlocked.Increment(ref asked) == 1)
        {
            graceful.OnNext(Unit.Default);
            return;
        }

        LifecycleLog.Aborting(log);
        run.Dispose();
    }
}
