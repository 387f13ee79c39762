using Kratos.Reactive.Etcd;

namespace Kratos.Reactive.Tests;

/// <summary>What a watch asks and tells, to the instant.</summary>
public sealed class EtcdWatchingTests : EtcdTimeKit
{
    static string Key(string id) => $"/microservices/shop/{id}";

    void Write(params string[] ids)
    {
        foreach (var id in ids) Etcd.Write(Key(id), Copy(id).ToJson());
    }

    [Fact]
    public void It_lists_once_and_watches_from_the_next_revision_on()
    {
        Write("x", "y");
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Write("z"));
        Time.At(3.Seconds, () => Etcd.Remove(Key("x")));
        To(12);
        Assert.Equal(["0 [x y]", "2 [x y z]", "3 [y z]"], lists);
        Assert.Equal(["0 a range", "0 a watch 4", "5 a progress", "10 a progress"], Etcd.Asked);
    }

    [Fact]
    public void One_that_gives_no_sign_of_life_is_left_and_its_last_list_stands_until_another_endpoint_is_watched()
    {
        Write("x");
        var lists = Lists(Open(endpoints: 2));
        Time.At(6.Seconds, () => Etcd.Silent.Add("a"));
        Time.At(7.Seconds, () => Write("y"));
        To(20);
        Assert.Equal(["0 [x]", "14 [x y]"], lists);      // heard last at 5, to be asked again at 10, to be answered by 13; a second later the next
        Assert.Equal(["14 b range", "14 b watch 4", "19 b progress"], AskedFrom(11));
    }

    [Fact]
    public void While_etcd_is_down_the_last_list_stands_and_what_happened_meanwhile_is_told_as_one()
    {
        Write("x");
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.Break("a"));
        Time.At(5.Seconds, () => Write("y"));
        Time.At(6.Seconds, () => Etcd.Remove(Key("x")));
        Time.At(TimeSpan.FromSeconds(7.5), () => Etcd.Failing.Clear());
        To(30);
        Assert.Equal(["0 [x]", "8 [y]"], lists);
        Assert.Single(Log.Lines, line => line.Text.StartsWith("the watch of shop is interrupted", StringComparison.Ordinal));
        Assert.Single(Log.Lines, line => line.Text == "the watch of shop goes on");
    }

    [Fact]
    public void A_watch_that_etcd_ends_for_compaction_lists_again_and_tells_nothing_twice()
    {
        Write("x");
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.Break("a"));
        Time.At(2.Seconds, () => Etcd.Failing.Clear());
        // After the list at 3 and before its watch: all that the watch would need is forgotten.
        Time.At(TimeSpan.FromSeconds(2.5), () =>
        {
            Write("y", "z");
            Etcd.CompactAfterList();
        });
        To(20);
        Assert.Equal(["0 [x]", "3 [x y z]"], lists);
        Assert.Equal(["3 a range", "3 a watch 5", "4 a range", "4 a watch 6", "9 a progress"], AskedFrom(3)[..5]);
    }

    [Fact]
    public void In_a_store_that_was_set_up_anew_those_that_are_not_back_are_kept_for_the_time_of_a_lease()
    {
        Write("x", "y", "z");
        var lists = Lists(Open());
        Time.At(10.Seconds, Etcd.Wipe);
        Time.At(12.Seconds, () => Write("y"));
        Time.At(13.Seconds, () => Write("n"));
        To(60);
        Assert.Equal(["0 [x y z]", "13 [n x y z]", "26 [n y]"], lists);      // listed at 11, and 15 s later it is true
    }

    [Fact]
    public void A_store_that_is_set_up_anew_soon_after_an_interruption_is_given_the_time_of_a_whole_lease()
    {
        Write("x", "y");
        var lists = Lists(Open());
        Time.At(1.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(1.5), () => Etcd.Failing.Clear());
        Time.At(16.Seconds, Etcd.Wipe);
        Time.At(30.Seconds, () => Write("x"));
        To(60);
        Assert.Equal(["0 [x y]", "32 [x]"], lists);      // listed at 2, and again at 17
    }

    [Fact]
    public void Those_that_are_kept_are_kept_through_another_interruption_and_one_that_leaves_meanwhile_is_gone()
    {
        Write("x", "y");
        var lists = Lists(Open());
        Time.At(10.Seconds, Etcd.Wipe);
        Time.At(12.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(14.5), () => Etcd.Failing.Clear());
        Time.At(16.Seconds, () => Write("y"));
        Time.At(17.Seconds, () => Etcd.Remove(Key("y")));
        To(60);
        Assert.Equal(["0 [x y]", "17 [x]", "26 []"], lists);
    }

    [Fact]
    public void When_all_are_gone_after_an_interruption_the_last_list_stands_for_the_time_of_a_lease_and_no_longer()
    {
        Write("x", "y");
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.Break("a"));
        Time.At(3.Seconds, () => Etcd.Remove(Key("x")));
        Time.At(3.Seconds, () => Etcd.Remove(Key("y")));
        Time.At(TimeSpan.FromSeconds(4.5), () => Etcd.Failing.Clear());
        Time.At(40.Seconds, () => Write("z"));
        Time.At(41.Seconds, () => Etcd.Remove(Key("z")));
        To(60);
        Assert.Equal(["0 [x y]", "20 []", "40 [z]", "41 []"], lists);      // listed at 5
    }

    [Fact]
    public void When_all_leave_one_after_another_soon_after_an_interruption_the_last_one_is_kept_until_others_are_back()
    {
        Write("x", "y");
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(2.5), () => Etcd.Failing.Clear());
        Time.At(4.Seconds, () => Etcd.Remove(Key("y")));
        Time.At(5.Seconds, () => Etcd.Remove(Key("x")));
        Time.At(6.Seconds, () => Write("y"));
        Time.At(7.Seconds, () => Write("x"));
        To(60);
        Assert.Equal(["0 [x y]", "4 [x]", "6 [x y]"], lists);
    }

    [Fact]
    public void A_watch_that_has_told_nothing_yet_fails_at_once_where_only_somebody_can_mend_it()
    {
        Etcd.Failing["a"] = Error.Forbidden("PERMISSION_DENIED", "etcdserver: permission denied");
        var lists = Lists(Open());
        To(1);
        Assert.Equal(["0 PERMISSION_DENIED"], lists);
    }

    [Fact]
    public void A_watch_that_has_told_something_outlives_even_that()
    {
        Write("x");
        var lists = Lists(Open());
        Time.At(1.Seconds, () =>
        {
            Etcd.Break("a");
            Etcd.Failing["a"] = Error.Forbidden("PERMISSION_DENIED", "etcdserver: permission denied");
        });
        Time.At(50.Seconds, () => Write("y"));
        Time.At(TimeSpan.FromSeconds(100.5), () => Etcd.Failing.Clear());
        To(110);
        Assert.Equal(["0 [x]", "101 [x y]"], lists);
    }

    [Fact]
    public void An_endpoint_that_is_silent_is_left_after_three_seconds_and_one_that_is_down_at_once()
    {
        Write("x");
        var registry = Open(endpoints: 2);
        Etcd.Silent.Add("a");
        var end = Time.Begin(registry.GetService("shop"));
        To(10);
        Assert.Equal(3.Seconds, end.Result!.Value.At);
        Etcd.Break("b");
        Etcd.Silent.Clear();
        Assert.Single(Now(registry.GetService("shop")));
        Assert.Equal(["0 a range", "3 b range", "10 b range", "10 a range"], Etcd.Asked);
    }

    [Fact]
    public void When_none_answers_the_failure_names_each()
    {
        Etcd.Break("a");
        Etcd.Break("b");
        var end = Time.Begin(Open(endpoints: 2).GetService("shop"));
        To(20);
        Assert.Equal((Error.Unavailable("UNAVAILABLE", "a is down").And(Error.Unavailable("UNAVAILABLE", "b is down")), 10.Seconds), (end.Result!.Value.Error, end.Result.Value.At));
    }

    [Fact]
    public void A_token_is_fetched_when_it_is_needed_and_again_when_it_is_refused()
    {
        Etcd.Token = "first";
        var registry = Open(endpoints: 2, user: new EtcdUser("kratos", "secret"));
        Now(registry.GetService("shop"));
        Now(registry.GetService("shop"));
        Etcd.Token = "second";
        Now(registry.GetService("shop"));
        Assert.Equal(["0 a authenticate kratos", "0 a range", "0 a range", "0 a range", "0 a authenticate kratos", "0 a range"], Etcd.Asked);
    }

    [Fact]
    public void What_cannot_be_read_or_belongs_to_another_service_is_left_out()
    {
        Write("x");
        Etcd.Write(Key("broken"), "{");
        Etcd.Write(Key("foreign"), (Copy("foreign") with { Name = "bank" }).ToJson());
        Etcd.Write("/microservices/shop-admin/y", (Copy("y") with { Name = "shop-admin" }).ToJson());
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.Write(Key("x"), "{"));
        To(3);
        Assert.Equal(["0 [x]", "2 []"], lists);
        Assert.Equal(3, Log.Lines.Count(line => line.Text.StartsWith("what is at /microservices/shop/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_long_list_is_read_in_pages_as_of_one_revision()
    {
        Write([.. Enumerable.Range(0, 1200).Select(static n => $"{n:0000}")]);
        Assert.Equal(1200, Now(Open().GetService("shop")).Count);
        Assert.Equal(["0 a range", "0 a range", "0 a range"], Etcd.Asked);
    }

    [Fact]
    public void When_the_registry_is_given_back_watches_fail_and_what_is_registered_is_taken_back()
    {
        var registry = Open();
        var lists = Lists(registry);
        Now(registry.Register(Copy("x")));
        To(2);
        Now(registry.Close());
        To(100);
        Assert.Equal(["0 [x]", "2 REGISTRY_CLOSED"], lists);
        Assert.Equal("2 a revoke", Etcd.Asked[^1]);
        Assert.Equal("REGISTRY_CLOSED", Time.Begin(registry.Register(Copy("x"))).Result!.Value.Error.Reason);
    }
}
