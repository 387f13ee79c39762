using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>A few callers who call one after another without pause, until it is disposed.</summary>
sealed class Callers : IAsyncDisposable
{
    internal const int AtOnce = 8;
    const int Step = 300;

    readonly CancellationTokenSource over = new();
    readonly ConcurrentQueue<Error> failures = new();
    readonly Task[] callers;
    int calls;

    Callers(FleetRun fleet, Client client) => callers = [.. Enumerable.Range(0, AtOnce).Select(n => Task.Run(() => Call(fleet, client, n)))];

    internal IReadOnlyList<Error> Failures => [.. failures];

    internal static Callers On(FleetRun fleet, Client client) => new(fleet, client);

    /// <summary>Waits for a few hundred calls more.</summary>
    internal Task More()
    {
        var then = Volatile.Read(ref calls) + Step;
        return Eventually.True(() => Volatile.Read(ref calls) >= then, "calls to go on");
    }

    async Task Call(FleetRun fleet, Client client, int n)
    {
        var ask = Helloworld.V1.GreeterService.Over(client).SayHello(new() { Name = n % 2 == 0 ? "slow" : "quick" });
        while (!over.IsCancellationRequested)
        {
            var end = await fleet.Soon(ask);
            if (end.IsFail) failures.Enqueue(end.Error);
            Interlocked.Increment(ref calls);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await Task.WhenAll(callers);
    }
}
