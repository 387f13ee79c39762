using static Kratos.Reactive.Testing.ReactiveTest;

namespace Kratos.Reactive.Tests;

public sealed class TestSchedulerStartTests
{
    readonly TestScheduler scheduler = new();

    [Fact]
    public void It_creates_at_100_subscribes_at_200_and_leaves_at_1000()
    {
        var created = 0L;
        var never = scheduler.CreateHotObservable<int>();
        var seen = scheduler.Start(() =>
        {
            created = scheduler.Clock;
            return never;
        });
        Assert.Equal((100, 1000), (created, scheduler.Clock));
        never.Subscriptions.AssertEqual(Subscribe(200, 1000));
        Assert.Empty(seen.Messages);
    }

    [Fact]
    public void It_keeps_the_ticks_it_is_told()
    {
        var created = 0L;
        var never = scheduler.CreateHotObservable<int>();
        scheduler.Start(() =>
        {
            created = scheduler.Clock;
            return never;
        }, 10, 20, 30);
        Assert.Equal(10, created);
        never.Subscriptions.AssertEqual(Subscribe(20, 30));
    }

    [Fact]
    public void Created_subscribed_and_disposed_may_be_one_tick_and_come_in_that_order()
    {
        var cold = scheduler.CreateColdObservable(OnNext(1, 1));
        var seen = scheduler.Start(() => cold, 50, 50, 50);
        cold.Subscriptions.AssertEqual(Subscribe(50, 50));
        Assert.Empty(seen.Messages);
    }

    [Theory]
    [InlineData(201, 200, 1000)]
    [InlineData(100, 1001, 1000)]
    public void Other_orders_are_refused(long created, long subscribed, long disposed)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start(() => Observable.Never<int>(), created, subscribed, disposed));
        Assert.Equal(0, scheduler.Clock);
    }

    [Fact]
    public void Leaving_before_200_is_refused() =>
        Assert.Equal("disposed", Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start(() => Observable.Never<int>(), 199)).ParamName);

    [Fact]
    public void Return_gives_its_value_and_its_end_at_201() =>
        scheduler.Start(() => Observable.Return(42, scheduler)).Messages.AssertEqual(OnNext(201, 42), OnCompleted<int>(201));

    [Fact]
    public void Range_gives_one_value_a_tick_and_its_end_at_204() =>
        scheduler.Start(() => Observable.Range(1, 3, scheduler)).Messages.AssertEqual(OnNext(201, 1), OnNext(202, 2), OnNext(203, 3), OnCompleted<int>(204));

    [Fact]
    public void ObserveOn_is_a_tick_later()
    {
        var hot = scheduler.CreateHotObservable(OnNext(250, 'a'), OnCompleted<char>(300));
        scheduler.Start(() => hot.ObserveOn(scheduler)).Messages.AssertEqual(OnNext(251, 'a'), OnCompleted<char>(301));
    }

    [Fact]
    public void A_timer_of_zero_first_ticks_at_201_and_then_by_its_period() =>
        scheduler.Start(() => Observable.Timer(TimeSpan.Zero, TimeSpan.FromTicks(100), scheduler), 450).Messages
            .AssertEqual(OnNext(201, 0L), OnNext(301, 1L), OnNext(401, 2L));

    [Fact]
    public void A_hot_message_at_the_subscription_is_missed_and_one_at_the_end_is_heard()
    {
        var hot = scheduler.CreateHotObservable(OnNext(199, 1), OnNext(200, 2), OnNext(201, 3), OnNext(1000, 4), OnNext(1001, 5));
        scheduler.Start(() => hot).Messages.AssertEqual(OnNext(201, 3), OnNext(1000, 4));
    }

    [Fact]
    public void A_factory_that_throws_throws_out_of_start_and_leaves_nothing_behind()
    {
        Assert.Equal("no source", Assert.Throws<InvalidOperationException>(() => scheduler.Start<int>(() => throw new InvalidOperationException("no source"))).Message);
        Assert.Equal(100, scheduler.Clock);
        scheduler.Start();
        Assert.Equal(100, scheduler.Clock);
    }

    [Fact]
    public void A_source_that_throws_while_it_runs_is_left()
    {
        var hot = scheduler.CreateHotObservable(OnNext(300, 0));
        Assert.Throws<InvalidOperationException>(() => scheduler.Start(() => hot.Do(_ => scheduler.Schedule(TimeSpan.FromTicks(5), () => throw new InvalidOperationException("broken")))));
        Assert.Equal(305, scheduler.Clock);
        hot.Subscriptions.AssertEqual(Subscribe(200, 305));
    }

    [Fact]
    public void A_source_that_throws_in_subscribe_throws_out_of_start() =>
        Assert.Throws<InvalidOperationException>(() => scheduler.Start(() => new Refusing()));

    sealed class Refusing : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer) => throw new InvalidOperationException("nobody may listen");
    }
}
