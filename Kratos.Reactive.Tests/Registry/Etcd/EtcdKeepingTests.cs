using Kratos.Reactive.Etcd;
using Kratos.Reactive.Protos.Health.V1;

namespace Kratos.Reactive.Tests;

/// <summary>When a registration is renewed, lost and taken again, to the instant.</summary>
public sealed class EtcdKeepingTests : EtcdTimeKit
{
    const string Key = "/microservices/shop/x";

    [Fact]
    public void It_is_registered_in_two_calls_and_renewed_after_each_third_of_its_lease()
    {
        Now(Open().Register(Copy("x")));
        Assert.Equal(["0 a grant", "0 a put"], Etcd.Asked);
        Assert.Equal(Copy("x").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        To(15);
        Assert.Equal(["5 a renew", "5 a range", "10 a renew", "10 a range", "15 a renew", "15 a range"], AskedFrom(1));
    }

    [Fact]
    public void It_is_lost_when_its_lease_has_run_out_not_when_a_renewal_fails_and_taken_again_at_the_next_try()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(12.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(47.5), () => Etcd.Failing.Clear());
        To(60);
        Assert.Equal(["0 x Registering", "0 x Registered", "25 x Lost UNAVAILABLE", "48 x Registered"], states);
        Assert.Equal(["15 a renew", "16 a renew", "17 a renew", "18 a renew"], AskedFrom(15)[..4]);
        Assert.Equal(["48 a renew", "48 a grant", "48 a range", "48 a txn", "53 a renew", "53 a range", "58 a renew", "58 a range"], AskedFrom(48));
        Assert.Equal([1], Etcd.Leases);
        Assert.Single(Log.Lines, line => line.Text.StartsWith("Lost: shop-x", StringComparison.Ordinal));
    }

    [Fact]
    public void An_outage_shorter_than_its_lease_is_not_told()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(1.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(13.5), () => Etcd.Failing.Clear());
        To(40);
        Assert.Equal(["0 x Registering", "0 x Registered"], states);
        Assert.Equal(["14 a renew", "14 a range", "19 a renew"], AskedFrom(14)[..3]);
    }

    [Fact]
    public void A_lease_that_was_revoked_is_found_at_the_next_renewal_and_taken_again_in_the_same_instant()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () => Etcd.Revoke(1));
        To(9);
        Assert.Empty(Etcd.Keys);
        To(20);
        Assert.Equal(["0 x Registering", "0 x Registered", "10 x Lost LEASE_GONE", "10 x Registered"], states);
        Assert.Equal(1, Etcd.Keys[Key].Lease);
    }

    [Fact]
    public void A_key_that_was_deleted_or_changed_is_made_good_at_the_next_renewal_without_being_lost()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () => Etcd.Remove(Key));
        Time.At(11.Seconds, () => Etcd.Write(Key, "nonsense", 1));
        To(10);
        Assert.Equal(Copy("x").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        To(15);
        Assert.Equal(Copy("x").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        Assert.Equal(2, states.Count);
    }

    [Fact]
    public void Whom_another_process_replaces_stands_back_until_that_one_is_gone()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () => Etcd.WriteByAnother(Key, Copy("x", "v2").ToJson()));
        Time.At(TimeSpan.FromSeconds(20.5), () => Etcd.Remove(Key));
        To(20);
        Assert.Equal(Copy("x", "v2").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        To(40);
        Assert.Equal(["0 x Registering", "0 x Registered", "10 x Lost INSTANCE_REPLACED", "21 x Registered"], states);
        Assert.Equal(Copy("x").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
    }

    [Fact]
    public void Deregistering_what_another_process_has_replaced_leaves_that_one_alone()
    {
        var registry = Open();
        Now(registry.Register(Copy("x")));
        Etcd.WriteByAnother(Key, Copy("x", "v2").ToJson());
        Now(registry.Deregister(Copy("x")));
        Assert.Equal(Copy("x", "v2").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        Assert.Equal([EtcdDouble.Another], Etcd.Leases);
    }

    [Fact]
    public void Deregistering_what_is_not_held_here_asks_nothing_and_leaves_whoever_has_it_alone()
    {
        var registry = Open();
        Now(registry.Register(Copy("x")));
        Now(registry.Deregister(Copy("x")));
        Etcd.WriteByAnother(Key, Copy("x", "v2").ToJson());
        To(1);
        Now(registry.Deregister(Copy("x")));
        Now(registry.Deregister(Copy("never")));
        Assert.Empty(AskedFrom(1));
        Assert.Equal(Copy("x", "v2").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
    }

    [Fact]
    public void Deregistering_is_one_call_after_which_nothing_is_asked_any_more()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        To(7);
        Now(registry.Deregister(Copy("x")));
        To(100);
        Assert.Equal(["7 a revoke"], AskedFrom(6));
        Assert.Empty(Etcd.Keys);
        Assert.Equal(["0 x Registering", "0 x Registered", "7 x Deregistered"], states);
        var late = States(registry);
        To(101);
        Assert.Empty(late);
    }

    [Fact]
    public void Deregistering_while_etcd_is_down_stops_the_renewals_and_fails_after_eight_seconds()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Etcd.Break("a");
        var end = Time.Begin(registry.Deregister(Copy("x")));
        To(100);
        Assert.Equal((503, 8.Seconds), (end.Result!.Value.Error.Code, end.Result.Value.At));
        Assert.DoesNotContain("renew", string.Join(' ', Etcd.Asked));
        Assert.Equal("8 x Deregistered UNAVAILABLE", states[^1]);
        Assert.Empty(Etcd.Keys);
    }

    [Fact]
    public void Registering_the_same_again_asks_nothing_and_other_data_is_one_more_put_under_the_same_lease()
    {
        var registry = Open();
        Now(registry.Register(Copy("x")));
        To(1);
        Now(registry.Register(Copy("x")));
        Assert.Empty(AskedFrom(1));
        Now(registry.Register(Copy("x", "v2")));
        Assert.Equal(["1 a renew", "1 a put"], AskedFrom(1));
        To(20);
        Assert.Equal(Copy("x", "v2").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        Assert.Equal([1], Etcd.Leases);
    }

    [Fact]
    public void Registering_while_etcd_is_down_fails_after_eight_seconds_with_the_reason_and_nothing_goes_on()
    {
        var registry = Open();
        var states = States(registry);
        Etcd.Break("a");
        var end = Time.Begin(registry.Register(Copy("x")));
        To(100);
        Assert.Equal((Error.Unavailable("UNAVAILABLE", "a is down"), 8.Seconds), (end.Result!.Value.Error, end.Result.Value.At));
        Assert.Equal(["0 x Registering", "8 x Deregistered UNAVAILABLE"], states);
        Assert.Equal("7 a renew", Etcd.Asked[^1]);
    }

    [Fact]
    public void Registering_fails_at_once_where_only_somebody_can_mend_it()
    {
        Etcd.Failing["a"] = Error.Forbidden("PERMISSION_DENIED", "etcdserver: permission denied");
        var end = Time.Begin(Open().Register(Copy("x")));
        Assert.Equal((403, TimeSpan.Zero), (end.Result!.Value.Error.Code, end.Result.Value.At));
    }

    [Fact]
    public void A_number_that_another_lease_has_is_left_to_it()
    {
        Now(Open().Register(Copy("x")));
        var end = Time.Begin(Open().Register(Copy("y")));
        To(1);
        Assert.True(end.Result!.Value.End.IsSucc);
        Assert.Equal((1L, 2L), (Etcd.Keys[Key].Lease, Etcd.Keys["/microservices/shop/y"].Lease));
    }

    [Fact]
    public void Many_that_lost_it_together_do_not_come_back_together()
    {
        Registries(20);
        Time.At(1.Seconds, () => Etcd.Break("a"));
        To(40);
        var late = Etcd.Asked.Select(one => one.Split(' ')).Where(one => one[2] == "renew" && double.Parse(one[0], System.Globalization.CultureInfo.InvariantCulture) > 15).Select(one => one[0]).ToArray();
        Assert.True(late.Distinct().Count() > late.Length * 9 / 10, $"{late.Distinct().Count()} instants of {late.Length} tries");
        Assert.InRange(late.Length, 20 * 24 / 3, 20 * 24 * 2);
    }

    [Fact]
    public void It_is_counted()
    {
        List<string> counted = [];
        using var listener = Counting("counted", counted);
        var registry = Open();
        var one = Copy("x") with { Name = "counted" };
        Now(registry.Register(one));
        Time.At(6.Seconds, () => Etcd.Revoke(1));
        Time.At(16.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(21.5), () => Etcd.Failing.Clear());
        To(30);
        Now(registry.Deregister(one));
        Assert.Equal(["0 registered 1", "10 failed 1 keep", "10 registered -1", "10 lost 1", "10 registered 1", "20 failed 1 keep", "21 failed 1 keep", "30 registered -1"], counted);
    }

    [Fact]
    public void Each_try_that_fails_is_counted_by_what_was_tried()
    {
        List<string> counted = [];
        using var listener = Counting("tried", counted);
        var registry = Open();
        var one = Copy("x") with { Name = "tried" };
        Now(registry.Register(one));
        Etcd.Break("a");
        using var watch = registry.Watch("tried").Subscribe(static _ => { }, static error => throw error);
        Time.Begin(registry.GetService("tried"));
        Time.Begin(registry.Deregister(one));
        To(2.5);
        Time.Begin(registry.Register(one));
        To(5.5);
        Assert.Equal(
            ["deregister 6", "list 6", "watch 6"],
            counted.Where(line => line.Contains("failed", StringComparison.Ordinal)).CountBy(line => line.Split(' ')[^1]).Select(what => $"{what.Key} {what.Value}").Order());
        var other = Open();
        Time.Begin(other.Register(one));
        To(7);
        Assert.Equal(2, counted.Count(line => line.EndsWith("failed 1 register", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_readiness_check_can_tell_of_it()
    {
        var registry = Open();
        var health = Health.Of();
        var client = HealthService.Over(health.Service.InProcess());
        List<string> told = [];
        using var following = registry.Registrations
            .SelectEff(one => one.State == RegistrationState.Registered ? health.Serving("registry") : health.NotServing("registry"), Time.Env)
            .Subscribe(static _ => { }, static error => throw error);
        using var watching = client.Watch(new HealthCheckRequest { Service = "registry" }, Time.Env)
            .Subscribe(reply => told.Add($"{Time.Elapsed.TotalSeconds} {reply.Status}"), static error => throw error);
        To(1);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(30.5), () => Etcd.Failing.Clear());
        To(40);
        Assert.Equal(["0 ServiceUnknown", "1 NotServing", "1 Serving", "21 NotServing", "31 Serving"], told[^5..]);
    }

    void Registries(int count)
    {
        for (var n = 0; n < count; n++) Now(Open(backoff: EtcdOptions.Default.Backoff, chance: new Random(n)).Register(Copy($"{n}")));
    }
}
