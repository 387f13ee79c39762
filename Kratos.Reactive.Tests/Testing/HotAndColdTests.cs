using System.Reactive;
using static Kratos.Reactive.Testing.ReactiveTest;

namespace Kratos.Reactive.Tests;

public sealed class HotAndColdTests
{
    readonly TestScheduler scheduler = new();

    [Fact]
    public void A_hot_observable_speaks_whoever_listens()
    {
        var hot = scheduler.CreateHotObservable(OnNext(10, 1), OnNext(20, 2), OnNext(30, 3), OnCompleted<int>(40));
        var (early, late) = (scheduler.CreateObserver<int>(), scheduler.CreateObserver<int>());
        IDisposable? first = null;
        scheduler.ScheduleAbsolute(5, () => first = hot.Subscribe(early));
        scheduler.ScheduleAbsolute(15, () => hot.Subscribe(late));
        scheduler.ScheduleAbsolute(25, () => first!.Dispose());
        scheduler.Start();
        early.Messages.AssertEqual(OnNext(10, 1), OnNext(20, 2));
        late.Messages.AssertEqual(OnNext(20, 2), OnNext(30, 3), OnCompleted<int>(40));
        hot.Subscriptions.AssertEqual(Subscribe(5, 25), Subscribe(15));
    }

    [Fact]
    public void A_cold_observable_speaks_to_each_subscriber_from_its_start()
    {
        var cold = scheduler.CreateColdObservable(OnNext(10, 'a'), OnNext(20, 'b'), OnCompleted<char>(30));
        var (one, two) = (scheduler.CreateObserver<char>(), scheduler.CreateObserver<char>());
        IDisposable? second = null;
        scheduler.ScheduleAbsolute(100, () => cold.Subscribe(one));
        scheduler.ScheduleAbsolute(205, () => second = cold.Subscribe(two));
        scheduler.ScheduleAbsolute(220, () => second!.Dispose());
        scheduler.Start();
        one.Messages.AssertEqual(OnNext(110, 'a'), OnNext(120, 'b'), OnCompleted<char>(130));
        two.Messages.AssertEqual(OnNext(215, 'a'));
        cold.Subscriptions.AssertEqual(Subscribe(100), Subscribe(205, 220));
    }

    [Fact]
    public void A_cold_message_at_zero_comes_a_tick_after_the_subscription() =>
        scheduler.Start(() => scheduler.CreateColdObservable(OnNext(0, 1), OnCompleted<int>(0))).Messages.AssertEqual(OnNext(201, 1), OnCompleted<int>(201));

    [Fact]
    public void An_operator_that_is_done_leaves_at_that_tick()
    {
        var hot = scheduler.CreateHotObservable(OnNext(210, 1), OnNext(220, 2), OnNext(230, 3));
        scheduler.Start(() => hot.Take(2));
        hot.Subscriptions.AssertEqual(Subscribe(200, 220));
    }

    [Fact]
    public void A_subscription_that_is_left_twice_was_left_the_first_time()
    {
        var hot = scheduler.CreateHotObservable<int>();
        var subscription = hot.Subscribe(scheduler.CreateObserver<int>());
        scheduler.AdvanceTo(10);
        subscription.Dispose();
        scheduler.AdvanceTo(20);
        subscription.Dispose();
        hot.Subscriptions.AssertEqual(Subscribe(0, 10));
    }

    [Fact]
    public void An_observer_may_be_subscribed_twice_and_leave_once()
    {
        var hot = scheduler.CreateHotObservable(OnNext(10, 1), OnNext(20, 2));
        var observer = scheduler.CreateObserver<int>();
        hot.Subscribe(observer);
        var again = hot.Subscribe(observer);
        scheduler.AdvanceTo(10);
        again.Dispose();
        scheduler.AdvanceTo(20);
        observer.Messages.AssertEqual(OnNext(10, 1), OnNext(10, 1), OnNext(20, 2));
    }

    [Fact]
    public void An_observer_that_leaves_while_it_is_told_does_not_take_the_message_from_the_others()
    {
        var hot = scheduler.CreateHotObservable(OnNext(10, 1), OnNext(20, 2));
        var stays = scheduler.CreateObserver<int>();
        using var leaves = new SingleAssignmentDisposable();
        leaves.Disposable = hot.Subscribe(Observer.Create<int>(_ => leaves.Dispose()));
        hot.Subscribe(stays);
        scheduler.Start();
        stays.Messages.AssertEqual(OnNext(10, 1), OnNext(20, 2));
        hot.Subscriptions.AssertEqual(Subscribe(0, 10), Subscribe(0));
    }

    [Fact]
    public void A_failure_is_said_as_an_error_exception()
    {
        var cold = scheduler.CreateColdObservable(OnNext(5, 1), OnError<int>(10, Error.Unavailable("DOWN", "it is down")));
        var end = scheduler.Start(() => cold.SingleEff().Retry(Schedule.Recurs(1)).MapFail(error => error with { Reason = error.Reason + "!" }).ToObservable(scheduler.Env));
        end.Messages.AssertEqual(OnError<int>(220, Error.Unavailable("DOWN!", "it is down")));
        cold.Subscriptions.AssertEqual(Subscribe(200, 210), Subscribe(210, 220));
    }

    [Fact]
    public void What_can_only_be_expected_cannot_be_said()
    {
        var hot = Assert.Throws<ArgumentException>(() => scheduler.CreateHotObservable(OnNext(10, 1), OnNext<int>(20, x => x > 3)));
        Assert.Contains("message 1 (OnNext(x => x > 3)@20) cannot be said", hot.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => scheduler.CreateColdObservable(OnError<int>(20, e => e is TimeoutException)));
        Assert.Throws<ArgumentException>(() => scheduler.CreateColdObservable<int>(default(Recorded<Notification<int>>)));
        scheduler.Start();
        Assert.Equal(0, scheduler.Clock);
    }

    [Fact]
    public void What_was_given_is_not_changed_by_the_giver()
    {
        Recorded<Notification<int>>[] given = [OnNext(10, 1)];
        var cold = scheduler.CreateColdObservable(given);
        given[0] = OnNext(10, 2);
        cold.Messages.AssertEqual(OnNext(10, 1));
        scheduler.Start(() => cold).Messages.AssertEqual(OnNext(210, 1));
    }

    [Fact]
    public void An_observer_writes_down_everything_even_after_the_end()
    {
        var observer = scheduler.CreateObserver<int>();
        var failure = new TimeoutException();
        observer.OnNext(1);
        scheduler.AdvanceTo(10);
        observer.OnError(failure);
        observer.OnCompleted();
        observer.Messages.AssertEqual(OnNext(0, 1), OnError<int>(10, failure), OnCompleted<int>(10));
    }
}
