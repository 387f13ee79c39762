namespace Kratos.Reactive;

/// <summary>A wait for a span of the environment's clock, or for its token.</summary>
sealed class Sleep : Signal<Unit>
{
    ITimer? timer;

    internal static Sleep For(TimeSpan span, Env env)
    {
        var sleep = new Sleep();
        sleep.timer = env.Time.CreateTimer(static self => ((Sleep)self!).TrySet(Unit.Default), sleep, span, Timeout.InfiniteTimeSpan);
        sleep.CancelledBy(env.Token);
        return sleep;
    }

    private protected override void Released() => timer?.Dispose();
}
