namespace Kratos.Reactive.Tests;

/// <summary>Pulls a stream, and is busy for some time with each value: what it got when, and how it ended.</summary>
sealed class Consumer<A>
{
    readonly List<(TimeSpan At, A Value)> got = [];

    internal IReadOnlyList<(TimeSpan At, A Value)> Got => got;

    internal int Count => Volatile.Read(ref count);

    internal (TimeSpan At, Error? Failure)? End { get; private set; }

    int count;

    internal static Consumer<A> Begin(VirtualTime time, IAsyncEnumerable<A> source, Func<int, TimeSpan> busy)
    {
        var consumer = new Consumer<A>();
        time.Begin(liftEff(env => consumer.Pull(time, source, busy)));
        return consumer;
    }

    async Task Pull(VirtualTime time, IAsyncEnumerable<A> source, Func<int, TimeSpan> busy)
    {
        Error? failure = null;
        try
        {
            await foreach (var value in source)
            {
                Interlocked.Increment(ref count);
                got.Add((time.Elapsed, value));
                var pause = busy(count);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, time.Env.Time);
            }
        }
        catch (ErrorException e)
        {
            failure = e.Error;
        }

        End = (time.Elapsed, failure);
    }
}

static class Pulls
{
    internal static IAsyncEnumerator<A> Opened<A>(this IAsyncEnumerable<A> source) => source.GetAsyncEnumerator(CancellationToken.None);
}
