namespace Kratos.Reactive.Tests;

/// <summary>The end of a stream and its messages, from different threads.</summary>
public sealed class StreamLiftThreadTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_end_never_overlaps_a_message_and_no_message_follows_it()
    {
        for (var round = 0; round < 300; round++)
        {
            using var caller = new CancellationTokenSource();
            var observer = new Strict(5 + (round % 7), caller);
            var stream = (Recovery() >> (StreamHandler)((_, _, _) => Endless))(new("/x.Y/Watch", Unit.Default), Observable.Empty<object>(), Env.System.With(caller.Token));
            using var subscription = stream.Subscribe(observer);
            Assert.Equal("CANCELLED", (await observer.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken)).Reason);
            Assert.Null(observer.Fault);
        }
    }

    // Goes on for a while after it was told to stop.
    static IObservable<object> Endless { get; } = Observable.Create<object>(observer =>
    {
        var stop = new CancellationDisposable();
        _ = Task.Run(() =>
        {
            for (var left = 20; left > 0; left -= stop.IsDisposed ? 1 : 0) observer.OnNext(left);
        });
        return stop;
    });

    /// <summary>Finds out when what it is told overlaps or follows the end. Has the stream cancelled from another thread while a message is with it.</summary>
    sealed class Strict(int after, CancellationTokenSource caller) : IObserver<object>
    {
        readonly TaskCompletionSource<Error> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int inside;
        int count;
        volatile bool over;

        internal Task<Error> Ended => ended.Task;

        internal string? Fault { get; private set; }

        public void OnNext(object value)
        {
            if (over) Fault = "a message after the end";
            if (Interlocked.Exchange(ref inside, 1) != 0) Fault = "two at once";
            if (++count == after) _ = Task.Run(caller.Cancel);
            Thread.SpinWait(50);
            Interlocked.Exchange(ref inside, 0);
        }

        public void OnError(Exception error)
        {
            if (Volatile.Read(ref inside) != 0) Fault = "an end inside a message";
            over = true;
            ended.TrySetResult(Error.From(error));
        }

        public void OnCompleted() => ended.TrySetResult(Error.Internal("COMPLETED", "an endless stream completed"));
    }
}
