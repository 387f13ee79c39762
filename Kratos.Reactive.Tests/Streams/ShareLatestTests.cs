using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

public sealed class ShareLatestTests
{
    readonly VirtualTime time = new();
    readonly Pushed source = new();

    [Fact]
    public void Nobody_subscribes_to_the_source_before_somebody_subscribes_and_all_share_one_subscription()
    {
        var shared = source.ShareLatest(time.Env);
        Assert.Equal(0, source.Subscribed);
        var (first, second) = (shared.Subscribe(_ => { }), shared.Subscribe(_ => { }));
        Assert.Equal((1, 1), (source.Subscribed, source.Present));
        first.Dispose();
        Assert.Equal(1, source.Present);
        second.Dispose();
        second.Dispose();
        Assert.Equal((1, 0), (source.Subscribed, source.Present));
    }

    [Fact]
    public void One_who_comes_late_hears_the_present_value_once_and_a_new_connection_begins_with_nothing()
    {
        var shared = source.ShareLatest(time.Env);
        using (var early = Heard.By(shared))
        {
            source.Next(1);
            source.Next(2);
            using var late = Heard.By(shared);
            Assert.Equal([2], late.Values);
            source.Next(3);
            Assert.Equal([2, 3], late.Values);
            Assert.Equal([1, 2, 3], early.Values);
        }

        using var fresh = Heard.By(shared);
        Assert.Empty(fresh.Values);
        source.Next(4);
        Assert.Equal([4], fresh.Values);
    }

    [Fact]
    public void A_failure_is_heard_by_all_and_the_next_one_connects_anew()
    {
        var shared = source.ShareLatest(time.Env);
        using var first = Heard.By(shared);
        source.Next(1);
        source.Fail(new InvalidOperationException("mine"));
        Assert.Equal("PANIC", Assert.IsType<ErrorException>(first.Failure).Error.Reason);
        using var second = Heard.By(shared);
        Assert.Equal((2, 1), (source.Subscribed, source.Present));
        Assert.Empty(second.Values);
        Assert.Null(second.Failure);
    }

    [Fact]
    public void A_retry_inside_the_failure_connects_anew()
    {
        using var heard = Heard.By(source.ShareLatest(time.Env).Retry(2));
        source.Fail(new InvalidOperationException("mine"));
        Assert.Equal((2, 1), (source.Subscribed, source.Present));
        source.Next(7);
        Assert.Equal([7], heard.Values);
    }

    [Fact]
    public void A_source_that_cannot_be_subscribed_to_is_a_failure()
    {
        using var heard = Heard.By(new Broken().ShareLatest(time.Env));
        Assert.Equal("PANIC", Assert.IsType<ErrorException>(heard.Failure).Error.Reason);
    }

    sealed class Broken : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer) => throw new InvalidOperationException("mine");
    }

    [Fact]
    public void A_connection_lingers_to_the_instant_and_coming_back_keeps_it()
    {
        var shared = source.ShareLatest(time.Env, 10.Seconds);
        Heard.By(shared).Dispose();
        source.Next(5);
        time.AdvanceTo(DateTimeOffset.UnixEpoch + 9.Seconds);
        var back = Heard.By(shared);
        Assert.Equal([5], back.Values);
        time.AdvanceTo(DateTimeOffset.UnixEpoch + 15.Seconds);
        Assert.Equal((1, 1), (source.Subscribed, source.Present));
        back.Dispose();
        time.AdvanceTo(DateTimeOffset.UnixEpoch + 25.Seconds - TimeSpan.FromTicks(1));
        Assert.Equal(1, source.Present);
        time.AdvanceTo(DateTimeOffset.UnixEpoch + 25.Seconds);
        Assert.Equal(0, source.Present);
    }

    [Fact]
    public void A_source_that_ends_while_it_lingers_is_not_kept()
    {
        var shared = source.ShareLatest(time.Env, 10.Seconds);
        Heard.By(shared).Dispose();
        source.Fail(new InvalidOperationException("mine"));
        using var back = Heard.By(shared);
        Assert.Equal((2, 1), (source.Subscribed, source.Present));
        time.AdvanceBy(1.Hours);
        Assert.Equal(1, source.Present);
    }

    [Fact]
    public void A_linger_is_not_negative() =>
        Assert.Equal("linger", Assert.Throws<ArgumentOutOfRangeException>(() => source.ShareLatest(time.Env, -1.Seconds)).ParamName);

    [Fact]
    public void One_that_throws_is_left_out_and_the_others_hear_everything()
    {
        var shared = source.ShareLatest(time.Env);
        using var before = Heard.By(shared);
        using var bad = shared.Subscribe(_ => throw new InvalidOperationException("mine"));
        using var after = Heard.By(shared);
        source.Next(1);
        source.Next(2);
        Assert.Equal([1, 2], before.Values);
        Assert.Equal([1, 2], after.Values);
        Assert.Equal("mine", Assert.Single(time.Unhandled).Cause!.Message);
        before.Dispose();
        after.Dispose();
        Assert.Equal(0, source.Present);
    }

    [Fact]
    public void One_that_throws_at_its_first_value_has_not_subscribed()
    {
        var shared = source.ShareLatest(time.Env);
        using var good = Heard.By(shared);
        source.Next(1);
        Assert.Throws<InvalidOperationException>(() => shared.Subscribe(_ => throw new InvalidOperationException("mine")));
        good.Dispose();
        Assert.Equal(0, source.Present);
    }

    [Fact]
    public void One_that_causes_the_next_values_hears_the_latest_and_nobody_goes_back()
    {
        var shared = source.ShareLatest(time.Env);
        var first = new List<int>();
        using var feedback = shared.Subscribe(value =>
        {
            first.Add(value);
            if (value == 1)
            {
                source.Next(2);
                source.Next(3);
            }
        });
        using var other = Heard.By(shared);
        source.Next(1);
        Assert.Equal([1, 3], first);
        Assert.Equal([2, 3], other.Values);
    }

    [Fact]
    public void With_six_threads_nobody_goes_back_and_all_end_with_the_last_value()
    {
        const int threads = 6, each = 200;
        for (var round = 0; round < 50; round++)
        {
            var numbers = new Subject<int>();
            var shared = numbers.ShareLatest(time.Env);
            using var early = Heard.By(shared);
            var joined = new Heard[threads];
            var (push, next) = (new Lock(), 0);
            Threads.Together(threads, thread =>
            {
                for (var i = 0; i < each; i++)
                {
                    lock (push) numbers.OnNext(++next);
                    if (i % 20 == 0) Heard.By(shared).Dispose();
                    if (i == each / 2) joined[thread] = Heard.By(shared);
                }
            });

            Assert.Equal(Enumerable.Range(1, threads * each), early.Values);
            foreach (var heard in joined)
            {
                Assert.Equal(threads * each, heard.Values[^1]);
                Assert.Equal(heard.Values.Order().Distinct(), heard.Values);
                heard.Dispose();
            }
        }
    }

    [Fact]
    public void However_many_push_at_once_each_is_told_by_one_at_a_time()
    {
        var numbers = new Unruly();
        var (inside, clashes) = (0, 0);
        using var subscription = numbers.ShareLatest(time.Env).Subscribe(_ =>
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref clashes);
            Thread.SpinWait(100);
            Interlocked.Decrement(ref inside);
        });
        Threads.Together(4, thread =>
        {
            for (var i = 0; i < 2000; i++) numbers.To.OnNext(i);
        });
        Assert.Equal(0, clashes);
    }

    [Fact]
    public void Whoever_comes_and_goes_at_once_leaves_no_subscription_behind()
    {
        var shared = source.ShareLatest(Env.System);
        Threads.Together(6, _ =>
        {
            for (var i = 0; i < 3000; i++) shared.Subscribe(_ => { }).Dispose();
        });
        Assert.Equal(0, source.Present);
    }

    sealed class Unruly : IObservable<int>
    {
        internal IObserver<int> To { get; private set; } = null!;

        public IDisposable Subscribe(IObserver<int> observer)
        {
            To = observer;
            return Disposable.Empty;
        }
    }
}
