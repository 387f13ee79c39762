using System.Reactive.Subjects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>An app inside a generic host: the host's start waits until the app has started, and the host's stop is the app's.</summary>
sealed class AppHostedService(App app, Env env, IHostApplicationLifetime host, ILogger<App> log) : IHostedService, IObserver<Lifecycle>, IDisposable
{
    readonly ReplaySubject<Unit> stop = new(1);
    readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    AppRun? run;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        run = AppRun.Begin(app, stop, env.WithUnhandled(error => LifecycleLog.Unhandled(log, error, error.Cause)), this);
        using var left = cancellationToken.UnsafeRegister(static self => ((AppHostedService)self!).stop.OnNext(Unit.Default), this);
        await started.Task.ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stop.OnNext(Unit.Default);
        using var late = cancellationToken.UnsafeRegister(static self => ((AppHostedService)self!).run?.Dispose(), this);
        if (run is not null) await ended.Task.ConfigureAwait(false);
    }

    public void OnNext(Lifecycle value)
    {
        LifecycleLog.Tell(log, value);
        if (value is Lifecycle.Started) started.TrySetResult();
    }

    // A failure before the start is the host's start failing; one afterwards stops the host, loudly.
    public void OnError(Exception error)
    {
        ended.TrySetResult();
        if (started.TrySetException(error)) return;
        Environment.ExitCode = 1;
        host.StopApplication();
    }

    // Ended before it started: it was told to stop.
    public void OnCompleted()
    {
        started.TrySetCanceled();
        ended.TrySetResult();
        host.StopApplication();
    }

    // A host that is disposed without a stop: nothing stays open.
    public void Dispose()
    {
        run?.Dispose();
        stop.Dispose();
    }
}
