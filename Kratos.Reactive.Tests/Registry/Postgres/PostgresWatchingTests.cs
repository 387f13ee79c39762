using Kratos.Reactive.Postgres;

namespace Kratos.Reactive.Tests;

/// <summary>When a watch looks, and what it tells, to the instant.</summary>
public sealed class PostgresWatchingTests
{
    readonly VirtualTime time = new();
    readonly PostgresDouble store;
    readonly CapturedLog log = new();
    readonly List<string> lists = [];

    public PostgresWatchingTests() => store = new(time);

    void Watch(Action? begun = null)
    {
        var options = new PostgresOptions { ConnectionString = "", Backoff = Schedule.Spaced(1.Seconds), Log = log };
        new PostgresRegistry(store, options, time.Env).Watch("shop").Subscribe(
            list => lists.Add($"{time.Elapsed.TotalSeconds} [{string.Join(' ', list.Select(one => one.Id))}]"),
            error => lists.Add($"{time.Elapsed.TotalSeconds} {Error.From(error).Reason}"));
        To(0.001);
        begun?.Invoke();
    }

    void To(double seconds) => time.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds));

    double[] LooksFrom(double seconds) => [.. store.Looks.Where(at => at >= seconds)];

    [Fact]
    public void It_looks_when_it_is_told_and_every_five_seconds_and_not_for_another_service()
    {
        store.Write("x", 3600);
        Watch();
        time.At(2.Seconds, () =>
        {
            store.Write("y", 3600);
            store.Tell("shop");
        });
        time.At(3.Seconds, () => store.Tell("bank"));
        time.At(4.Seconds, () => store.Remove("x"));
        To(13);
        Assert.Equal(["0 [x]", "2 [x y]", "7 [y]"], lists);
        Assert.Equal([2, 7, 12], LooksFrom(1));
    }

    [Fact]
    public void It_looks_just_after_the_next_lease_has_run_out()
    {
        store.Write("x", 3600);
        store.Write("y", 3);
        Watch();
        To(9);
        Assert.Equal(["0 [x y]", "3.05 [x]"], lists);
        Assert.Equal([3.05, 8.05], LooksFrom(1));
    }

    [Fact]
    public void Those_whose_lease_ran_out_while_it_could_not_be_reached_are_kept_for_the_time_of_a_lease_after_that()
    {
        store.Write("x", 8);
        store.Write("y", 8);
        store.Write("z", 8);
        Watch(() => store.Failing = Error.Unavailable("POSTGRES_UNREACHABLE", "down"));
        time.At(TimeSpan.FromSeconds(29.5), () => store.Failing = null);
        time.At(31.Seconds, () =>
        {
            store.Write("x", 3600);
            store.Remove("z");
            store.Tell("shop");
        });
        To(100);
        Assert.Equal(["0 [x y z]", "31 [x y]", "45 [x]"], lists);      // seen again at 30
        Assert.Single(log.Lines, static line => line.Text.StartsWith("the watch of shop is interrupted", StringComparison.Ordinal));
        Assert.Single(log.Lines, static line => line.Text == "the watch of shop goes on");
    }

    [Fact]
    public void Of_a_store_that_was_set_up_anew_all_are_kept_that_are_not_back_for_the_time_of_a_lease()
    {
        store.Write("x", 3600);
        store.Write("y", 3600);
        Watch();
        time.At(6.Seconds, store.Wipe);
        time.At(11.Seconds, () =>
        {
            store.Write("x", 3600);
            store.Write("n", 3600);
            store.Tell("shop");
        });
        To(100);
        Assert.Equal(["0 [x y]", "11 [n x y]", "25 [n x]"], lists);      // seen at 10
    }

    [Fact]
    public void One_that_had_run_out_before_the_interruption_does_not_come_back_with_it()
    {
        store.Write("x", 3600);
        store.Write("y", 3);
        Watch();
        time.At(6.Seconds, () => store.Failing = Error.Unavailable("POSTGRES_UNREACHABLE", "down"));
        time.At(20.Seconds, () => store.Failing = null);
        To(60);
        Assert.Equal(["0 [x y]", "3.05 [x]"], lists);
    }

    [Fact]
    public void All_that_left_by_themselves_are_gone_at_once_even_soon_after_an_interruption()
    {
        store.Write("x", 3600);
        Watch(() => store.Failing = Error.Unavailable("POSTGRES_UNREACHABLE", "down"));
        time.At(TimeSpan.FromSeconds(5.5), () =>
        {
            store.Failing = null;
            store.Remove("x");
        });
        To(60);
        Assert.Equal(["0 [x]", "6 []"], lists);
    }

    [Fact]
    public void A_connection_that_listens_and_is_lost_is_made_again_after_a_second_and_all_is_looked_at()
    {
        store.Write("x", 3600);
        Watch();
        time.At(1.Seconds, () =>
        {
            store.Write("y", 3600);
            store.Deafen();
        });
        To(3);
        Assert.Equal(["0 [x]", "2 [x y]"], lists);
        Assert.Equal(["PostgreSQL tells of no change; lists are read every 00:00:05 until it does: 503 POSTGRES_UNREACHABLE: gone", "PostgreSQL tells of changes again"], log.Lines.Select(static line => line.Text));
    }

    [Fact]
    public void A_watch_that_has_told_nothing_yet_fails_at_once_where_only_somebody_can_mend_it_and_waits_where_not()
    {
        store.Failing = Error.Unavailable("POSTGRES_UNREACHABLE", "down");
        Watch();
        Assert.Empty(lists);
        store.Failing = Error.Forbidden("POSTGRES_FORBIDDEN", "permission denied");
        To(1.001);
        Assert.Equal(["1 POSTGRES_FORBIDDEN"], lists);
    }
}
