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
            Etcd.AfterRange(() =>
            {
                Etcd.Write("elsewhere", "");
                Etcd.Compact();
            });
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
    public void What_cannot_be_read_or_belongs_to_another_service_is_left_out()
    {
        Write("x");
        Etcd.Write(Key("broken"), "{");
        Etcd.Write(Key("foreign"), (Copy("foreign") with { Name = "bank" }).ToJson());
        Etcd.Write("/microservices/shop/admin/y", (Copy("y") with { Name = "shop/admin" }).ToJson());
        Etcd.Write("/microservices/shop-admin/y", (Copy("y") with { Name = "shop-admin" }).ToJson());
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.Write(Key("x"), "{"));
        To(3);
        Assert.Equal(["0 [x]", "2 []"], lists);
        Assert.Equal(3, Log.Lines.Count(line => line.Text.StartsWith("what is at /microservices/shop/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_watch_that_etcd_ends_for_another_reason_or_completes_lists_again_at_the_next_try()
    {
        Write("x");
        var lists = Lists(Open());
        Time.At(2.Seconds, () => Etcd.EndWatches(static to => to.OnNext(new() { Canceled = true, CancelReason = "why not" })));
        Time.At(2.Seconds, () => Write("y"));
        Time.At(7.Seconds, () => Etcd.EndWatches(static to => to.OnCompleted()));
        Time.At(7.Seconds, () => Write("z"));
        To(10);
        Assert.Equal(["0 [x]", "3 [x y]", "8 [x y z]"], lists);
        Assert.Contains(Log.Lines, line => line.Text.Contains("WATCH_ENDED: etcd ended the watch: why not", StringComparison.Ordinal));
    }

    [Fact]
    public void A_subscriber_that_is_busy_while_something_comes_and_goes_is_told_nothing_twice()
    {
        Write("x");
        List<string> lists = [];
        Open().Watch("shop").Subscribe(
            list =>
            {
                lists.Add(string.Join(' ', list.Select(one => one.Id)));
                if (lists.Count > 1) return;
                Write("y");
                Etcd.Remove(Key("y"));
            },
            static error => throw error);
        Time.At(1.Seconds, () => Write("z"));
        To(2);
        Assert.Equal(["x", "x z"], lists);
    }

    [Fact]
    public async Task When_the_registry_is_given_back_what_is_under_way_ends_at_once_and_nothing_is_left()
    {
        var registry = Open();
        Etcd.Silent.Add("a");
        var (first, second, list) = (Time.Begin(registry.Register(Copy("x"))), Time.Begin(registry.Register(Copy("x", "v2"))), Time.Begin(registry.GetService("shop")));
        To(1);
        Etcd.Silent.Clear();
        var (closed, at) = await Time.RunAsync(registry.Close());
        Assert.Equal((true, 1.Seconds), (closed.IsSucc, at));
        foreach (var end in (Error[])[first.Result!.Value.Error, second.Result!.Value.Error, list.Result!.Value.Error]) Assert.Equal("REGISTRY_CLOSED", end.Reason);
        Assert.Equal("1 a revoke", Etcd.Asked[^1]);
        Assert.Equal("REGISTRY_CLOSED", Time.Begin(registry.GetService("shop")).Result!.Value.Error.Reason);
        To(100);
        Assert.Equal("1 a revoke", Etcd.Asked[^1]);
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
