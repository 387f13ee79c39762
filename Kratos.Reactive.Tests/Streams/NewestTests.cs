using System.Reactive;
using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>A subscriber is told on its own time.</summary>
public sealed class NewestTests
{
    readonly VirtualTime time = new();
    readonly Subject<int> source = new();

    Newest<int> Newest => new(source, time.Env);

    [Fact]
    public void What_came_before_it_was_its_turn_is_told_as_the_newest()
    {
        var seen = time.Watch(Newest);
        foreach (var n in (int[])[1, 2, 3]) source.OnNext(n);
        Assert.Empty(seen);
        time.AdvanceBy(1.Seconds);
        source.OnNext(4);
        time.AdvanceBy(1.Seconds);
        Assert.Equal([3, 4], seen.Select(one => one.What.Value));
    }

    [Fact]
    public void The_end_comes_after_the_newest_value()
    {
        var (well, badly) = (time.Watch(Newest), time.Watch(new Newest<int>(source.Concat(Observable.Throw<int>(new ErrorException(Error.Cancelled))), time.Env)));
        source.OnNext(1);
        source.OnNext(2);
        source.OnCompleted();
        time.AdvanceBy(1.Seconds);
        Assert.Equal(["OnNext(2)", "OnCompleted()"], well.Select(one => $"{one.What}"));
        Assert.Equal([NotificationKind.OnNext, NotificationKind.OnError], badly.Select(one => one.What.Kind));
    }

    [Fact]
    public void What_comes_while_it_is_busy_is_told_afterwards_and_not_inside()
    {
        var seen = new List<int>();
        var depth = 0;
        using var subscription = Newest.Subscribe(
            n =>
            {
                Assert.Equal(1, ++depth);
                seen.Add(n);
                if (n == 1) foreach (var more in (int[])[2, 3]) source.OnNext(more);
                depth--;
            },
            static error => throw error);
        source.OnNext(1);
        time.AdvanceBy(1.Seconds);
        Assert.Equal([1, 3], seen);
    }

    [Fact]
    public void One_that_throws_is_left_and_what_it_threw_is_told()
    {
        using var subscription = Newest.Subscribe(static _ => throw new InvalidOperationException("its own fault"), static error => throw error);
        source.OnNext(1);
        time.AdvanceBy(1.Seconds);
        Assert.Equal("its own fault", Assert.Single(time.Unhandled).Cause?.Message);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void One_that_left_hears_nothing_of_what_was_on_its_way()
    {
        var seen = new List<int>();
        var subscription = Newest.Subscribe(seen.Add, static error => throw error);
        source.OnNext(1);
        subscription.Dispose();
        time.AdvanceBy(1.Seconds);
        Assert.Empty(seen);
        Assert.False(source.HasObservers);
    }
}
