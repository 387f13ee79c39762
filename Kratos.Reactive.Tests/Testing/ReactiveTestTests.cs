using System.Reactive;
using static Kratos.Reactive.Testing.ReactiveTest;

namespace Kratos.Reactive.Tests;

public sealed class ReactiveTestTests
{
    [Fact]
    public void The_usual_ticks_are_100_200_and_1000() => Assert.Equal((100, 200, 1000), (Created, Subscribed, Disposed));

    [Fact]
    public void Records_are_equal_by_time_and_notification()
    {
        Assert.Equal(OnNext(10, "a"), OnNext(10, "a"));
        Assert.NotEqual(OnNext(10, "a"), OnNext(11, "a"));
        Assert.NotEqual(OnNext(10, "a"), OnNext(10, "b"));
        Assert.Equal(OnCompleted<int>(10), OnCompleted(10, 5));
        Assert.NotEqual(OnCompleted<int>(10), OnNext(10, 0));
        Assert.True(new Recorded<int>(1, 2) == new Recorded<int>(1, 2));
        Assert.Equal(new Recorded<int>(1, 2).GetHashCode(), new Recorded<int>(1, 2).GetHashCode());
    }

    [Fact]
    public void Records_read_as_value_at_time()
    {
        Assert.Equal("5@10", new Recorded<int>(10, 5).ToString());
        Assert.Equal("OnNext(a)@10", OnNext(10, "a").ToString());
        Assert.Equal("OnCompleted()@10", OnCompleted<int>(10).ToString());
        Assert.Equal("OnNext(x => x > 3)@10", OnNext<int>(10, x => x > 3).ToString());
        Assert.Equal("OnError(e => e is TimeoutException)@10", OnError(10, e => e is TimeoutException, 0).ToString());
        Assert.Contains("DOWN", OnError<int>(10, Error.Unavailable("DOWN", "it is down")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Subscriptions_are_values_and_end_never_unless_told()
    {
        Assert.Equal(Subscribe(1), Subscribe(1, long.MaxValue));
        Assert.NotEqual(Subscribe(1, 2), Subscribe(1, 3));
        Assert.Equal(("(1, 2)", "(1, Infinite)"), (Subscribe(1, 2).ToString(), Subscribe(1).ToString()));
        Assert.Equal(Subscription.Infinite, Subscribe(1).Unsubscribe);
    }

    [Fact]
    public void A_value_is_expected_by_a_predicate()
    {
        var expected = OnNext<int>(10, x => x > 3);
        Assert.True(expected.Equals(OnNext(10, 4)));
        Assert.False(expected.Equals(OnNext(10, 3)));
        Assert.False(expected.Equals(OnNext(11, 4)));
        Assert.False(expected.Equals(OnCompleted<int>(10)));
        Assert.False(expected.Equals(OnError<int>(10, new TimeoutException())));
        Assert.Equal([expected], (IList<Recorded<Notification<int>>>)[OnNext(10, 4)]);
    }

    [Fact]
    public void An_end_is_expected_by_a_predicate()
    {
        var expected = OnError<int>(10, e => e is TimeoutException);
        Assert.True(expected.Equals(OnError<int>(10, new TimeoutException())));
        Assert.False(expected.Equals(OnError<int>(10, new FormatException())));
        Assert.False(expected.Equals(OnNext(10, 1)));
        Assert.True(OnError(10, e => e is TimeoutException, 0).Equals(OnError(10, new TimeoutException(), 0)));
    }

    [Fact]
    public void An_end_in_an_exception_is_that_very_exception()
    {
        var e = new TimeoutException();
        Assert.Equal(OnError<int>(10, e), OnError<int>(10, e));
        Assert.NotEqual(OnError<int>(10, e), OnError<int>(10, new TimeoutException()));
    }

    [Fact]
    public void An_end_in_a_failure_is_every_end_in_an_equal_error()
    {
        var expected = OnError<int>(10, Error.NotFound("NO_ORDER", "none"));
        Assert.True(expected.Equals(OnError<int>(10, new ErrorException(Error.NotFound("NO_ORDER", "none")))));
        Assert.True(expected.Equals(OnError<int>(10, Error.NotFound("NO_ORDER", "none"))));
        Assert.False(expected.Equals(OnError<int>(10, new ErrorException(Error.NotFound("NO_ORDER", "other")))));
        Assert.False(expected.Equals(OnError<int>(10, new TimeoutException())));
        Assert.False(expected.Equals(OnNext(10, 1)));
    }

    [Fact]
    public void A_predicate_tells_its_kind_and_has_nothing_to_say()
    {
        var expected = OnNext<int>(10, x => x > 3).Value;
        Assert.Equal((NotificationKind.OnNext, true), (expected.Kind, expected.HasValue));
        Assert.Contains("OnNext(x => x > 3) is a predicate", Assert.Throws<NotSupportedException>(() => expected.Value).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => expected.Accept(_ => { }, _ => { }, () => { }));
        Assert.Throws<NotSupportedException>(() => OnError<int>(10, _ => true).Value.Exception);
        Assert.False(OnNext<int>(10, x => x > 3).Equals(OnNext<int>(10, x => x > 3)));
    }
}
