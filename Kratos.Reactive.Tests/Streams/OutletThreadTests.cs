using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>The way out of a stream with real threads: what pushes, what pulls, what is held.</summary>
public sealed class OutletThreadTests
{
    static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(Overflow.Fail)]
    [InlineData(Overflow.DropOldest)]
    [InlineData(Overflow.DropNewest)]
    public async Task Every_value_of_four_threads_is_taken_or_counted_and_each_keeps_its_order(Overflow overflow)
    {
        const int threads = 4, each = 20_000;
        var dropped = 0L;
        var limits = new Backpressure(overflow == Overflow.Fail ? threads * each : 16, overflow) { Dropped = soFar => Interlocked.Increment(ref dropped) };
        var source = Pushed(threads, each);
        var last = Enumerable.Repeat(-1, threads).ToArray();
        var taken = 0;
        await using var outlet = Outlet<(int Thread, int Value)>.Paced(_ => source, limits, Env.System);
        while (await outlet.MoveNextAsync().AsTask().WaitAsync(patience, TestContext.Current.CancellationToken))
        {
            Assert.True(outlet.Count <= limits.Capacity);
            var (thread, value) = outlet.Current;
            Assert.True(value > last[thread]);
            last[thread] = value;
            taken++;
        }

        Assert.Equal(threads * each, taken + Interlocked.Read(ref dropped));
        if (overflow == Overflow.Fail) Assert.Equal(threads * each, taken);
    }

    static IObservable<(int Thread, int Value)> Pushed(int threads, int each) => Observable.Create<(int Thread, int Value)>(observer =>
    {
        _ = Task.Run(() =>
        {
            Threads.Together(threads, thread =>
            {
                for (var i = 0; i < each; i++) observer.OnNext((thread, i));
            });
            observer.OnCompleted();
        });
        return Disposable.Empty;
    });

    [Fact]
    public async Task A_source_that_never_waits_is_held_on_its_own_thread_while_there_is_no_room()
    {
        const int capacity = 8, count = 20_000;
        var produced = 0;
        var producers = new ConcurrentDictionary<int, bool>();
        var source = Observable.Range(0, count).Do(_ =>
        {
            producers[Environment.CurrentManagedThreadId] = Thread.CurrentThread.IsThreadPoolThread;
            Interlocked.Increment(ref produced);
        });

        var taken = 0;
        await foreach (var value in source.ToAsyncEnumerable(new(capacity, Overflow.Wait), Env.System))
        {
            Assert.Equal(taken++, value);
            // What waits, and the one that is held.
            Assert.True(Volatile.Read(ref produced) <= taken + capacity + 1);
            if (taken % 1000 == 0) await Task.Yield();
        }

        Assert.Equal(count, taken);
        Assert.False(Assert.Single(producers).Value, "a thread of the pool was held");
    }

    [Fact]
    public async Task One_who_is_woken_twice_before_he_looks_is_woken_and_not_told_of_an_end()
    {
        await using var outlet = Outlet<int>.Paced(_ => Observable.Never<int>(), new(4, Overflow.Wait), Env.System);
        var pull = outlet.MoveNextAsync();
        outlet.Wake();
        outlet.Wake();
        Assert.True(await pull);
    }

    [Fact]
    public async Task One_who_is_woken_while_the_source_is_subscribed_to_is_woken_once()
    {
        Outlet<int>? outlet = null;
        var source = Observable.Create<int>(_ =>
        {
            outlet!.Wake();
            return Disposable.Empty;
        });
        await using (outlet = Outlet<int>.Paced(_ => source, new(4, Overflow.Wait), Env.System))
        {
            var first = outlet.MoveNextAsync();
            Assert.True(first.IsCompletedSuccessfully && await first);
            Assert.False(outlet.MoveNextAsync().IsCompleted);
        }
    }

    [Fact]
    public async Task Leaving_lets_a_held_thread_go()
    {
        var source = new Endless();
        var pull = source.ToAsyncEnumerable(new(4, Overflow.Wait), Env.System).Opened();
        Assert.True(await pull.MoveNextAsync().AsTask().WaitAsync(patience, TestContext.Current.CancellationToken));
        await source.Full.Task.WaitAsync(patience, TestContext.Current.CancellationToken);
        await pull.DisposeAsync();
        await source.Gone.Task.WaitAsync(patience, TestContext.Current.CancellationToken);
    }

    // Gives its values inside Subscribe: four may wait, and the fifth or sixth is held.
    sealed class Endless : IObservable<int>
    {
        internal TaskCompletionSource Full { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable Subscribe(IObserver<int> observer)
        {
            for (var i = 0; i < 1000; i++)
            {
                if (i == 4) Full.SetResult();
                observer.OnNext(i);
            }

            Gone.SetResult();
            return Disposable.Empty;
        }
    }

    [Fact]
    public void A_value_that_is_waited_for_costs_no_allocation()
    {
        var values = Enumerable.Range(0, 1000).Select(n => (object)n).ToArray();
        IObserver<object> into = null!;
        var outlet = Outlet<object>.Paced(_ => Observable.Create<object>(observer =>
        {
            into = observer;
            return Disposable.Empty;
        }), new(16, Overflow.Wait), new VirtualTime().Env);

        var (next, taken) = (outlet.MoveNextAsync(), 0);
        Action resume = null!;
        resume = () =>
        {
            while (true)
            {
                Assert.True(next.GetAwaiter().GetResult());
                Assert.Same(values[taken % values.Length], outlet.Current);
                taken++;
                next = outlet.MoveNextAsync();
                if (next.IsCompleted) continue;
                next.GetAwaiter().UnsafeOnCompleted(resume);
                return;
            }
        };
        next.GetAwaiter().UnsafeOnCompleted(resume);

        void Push()
        {
            foreach (var value in values) into.OnNext(value);
        }

        Push();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Push();
        Push();
        var waited = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(3000, taken);
        Assert.InRange(waited, 0, 500);
    }
}
