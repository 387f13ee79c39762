using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>What must not end the keeping of a registration, or undo what was asked last.</summary>
public sealed class EtcdSteadyTests : EtcdTimeKit
{
    const string Key = "/microservices/shop/x";

    [Fact]
    public void What_somebody_wrote_by_hand_is_no_other_process_and_is_made_good()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () => Etcd.Write(Key, Copy("x", "by hand").ToJson()));
        To(10);
        Assert.Equal((Copy("x").ToJson(), 1), (Etcd.Keys[Key].Value.ToStringUtf8(), Etcd.Keys[Key].Lease));
        Assert.Equal(2, states.Count);
    }

    [Fact]
    public void Another_process_that_registers_between_a_look_and_what_would_be_written_is_not_overwritten()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () =>
        {
            Etcd.Write(Key, "nonsense", 1);
            Etcd.AfterRange(() => Etcd.WriteByAnother(Key, Copy("x", "v2").ToJson()));
        });
        To(14);
        Assert.Equal(Copy("x", "v2").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
        Assert.Equal("10 x Lost INSTANCE_REPLACED", states[^1]);
    }

    [Fact]
    public void Other_data_that_is_registered_while_a_renewal_is_under_way_is_not_undone_by_it()
    {
        var registry = Open();
        Now(registry.Register(Copy("x")));
        Time.At(4.Seconds, () => Etcd.AfterRange(() => Time.Begin(registry.Register(Copy("x", "v2")))));
        To(6);
        Assert.Equal(["5 a renew", "5 a range", "5 a renew", "5 a put"], AskedFrom(5));
        To(12);
        Assert.Equal((Copy("x", "v2").ToJson(), 1), (Etcd.Keys[Key].Value.ToStringUtf8(), Etcd.Keys[Key].Lease));
        Assert.Equal(["10 a renew", "10 a range"], AskedFrom(6));
    }

    [Fact]
    public void Other_data_that_cannot_be_registered_leaves_the_registration_as_it_was_and_it_is_kept()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Time.At(1.Seconds, () => Etcd.Break("a"));
        To(2);
        var end = Time.Begin(registry.Register(Copy("x", "v2")));
        Time.At(TimeSpan.FromSeconds(10.5), () => Etcd.Failing.Clear());
        To(30);
        Assert.Equal((503, 10.Seconds), (end.Result!.Value.Error.Code, end.Result.Value.At));
        Assert.Equal(["11 a renew", "11 a range", "16 a renew", "16 a range"], AskedFrom(11)[..4]);
        Assert.Equal(["0 x Registering", "0 x Registered"], states);
        Assert.Equal(Copy("x").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
    }

    [Fact]
    public void Waits_that_are_used_up_go_on_with_the_last_one_in_a_call_a_renewal_and_what_was_lost()
    {
        var registry = Open(backoff: Schedule.Spaced(500.Milliseconds) & Schedule.Recurs(2));
        Etcd.Break("a");
        Time.At(4.Seconds, () => Etcd.Failing.Clear());
        var end = Time.Begin(registry.Register(Copy("x")));
        Time.At(5.Seconds, () => Etcd.Break("a"));
        Time.At(30.Seconds, () => Etcd.Failing.Clear());
        To(31);
        Assert.Equal((true, 4.Seconds), (end.Result!.Value.End.IsSucc, end.Result.Value.At));
        Assert.Equal(
            Enumerable.Range(0, 42).Select(n => $"{9 + (n / 2.0)} a renew".Replace(',', '.')),
            AskedFrom(9)[..42]);
        Assert.True(Etcd.Keys.ContainsKey(Key));
    }

    [Fact]
    public void A_schedule_that_throws_is_told_and_ends_nothing()
    {
        var registry = Open(backoff: Schedule.Spaced(1.Seconds).Jitter(), chance: new Broken());
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Etcd.Break("a");
        Time.At(TimeSpan.FromSeconds(20.5), () => Etcd.Failing.Clear());
        To(60);
        Assert.Equal(["0 x Registering", "0 x Registered", "15 x Lost UNAVAILABLE", "21 x Registered"], states);
        Assert.Equal(["no chance", "no chance"], Time.Unhandled.Select(error => error.Cause?.Message));
    }

    [Fact]
    public void Keeping_that_has_ended_all_the_same_is_told_and_begun_again_by_whoever_registers_again()
    {
        var registry = Open(backoff: Schedule.Spaced(1.Seconds).Jitter(), chance: new Broken(), env: Time.Env.WithUnhandled(static _ => throw new InvalidOperationException("nor anybody to tell")));
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        Etcd.Break("a");
        To(20);
        Etcd.Failing.Clear();
        Now(registry.Register(Copy("x")));
        To(30);
        Assert.Equal(["0 x Registering", "0 x Registered", "5 x Lost UNAVAILABLE", "5 x Lost PANIC", "20 x Registering", "20 x Registered"], states);
        Assert.Equal(["25 a renew", "25 a range", "30 a renew", "30 a range"], AskedFrom(21));
    }

    [Fact]
    public void A_log_that_throws_is_told_and_ends_nothing()
    {
        var registry = Open(log: new BrokenLog());
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        var lists = Lists(registry);
        Etcd.Write("/microservices/shop/broken", "{");
        Time.At(6.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(30.5), () => Etcd.Failing.Clear());
        To(40);
        Assert.Equal(["0 x Registering", "0 x Registered", "20 x Lost UNAVAILABLE", "31 x Registered"], states);
        Assert.Equal(["0 [x]"], lists);
        Assert.Single(Now(registry.GetService("shop")));
        Assert.All(Time.Unhandled, error => Assert.Equal("no log", error.Cause?.Message));
        Assert.True(Time.Unhandled.Count >= 7, $"{Time.Unhandled.Count}");
    }

    [Fact]
    public void An_observer_that_does_not_come_back_holds_up_nothing_and_is_left_when_it_is_far_behind()
    {
        var registry = Open();
        var told = 0;
        registry.Registrations.Subscribe(
            _ =>
            {
                told++;
                for (var n = 0; n < 1025; n++) Now(registry.Register(Copy("x", $"{n}")));
            },
            static error => throw error);
        Now(registry.Register(Copy("x")));
        To(1);
        Assert.Equal((1, "OBSERVER_TOO_SLOW"), (told, Assert.Single(Time.Unhandled).Reason));
        Assert.Equal(Copy("x", "1024").ToJson(), Etcd.Keys[Key].Value.ToStringUtf8());
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Whoever_sets_the_clock_changes_nothing(int seconds)
    {
        var clock = new SetClock(Time);
        var registry = Open(env: Env.On(clock).WithUnhandled(static error => throw new ErrorException(error)));
        var states = States(registry);
        var lists = Lists(registry);
        Now(registry.Register(Copy("x")));
        Time.At(6.Seconds, () => clock.Ahead = seconds.Seconds);
        Time.At(11.Seconds, () => Etcd.Break("a"));
        Time.At(TimeSpan.FromSeconds(12.5), () => Etcd.Failing.Clear());
        Time.At(13.Seconds, () => clock.Ahead = TimeSpan.Zero);
        Time.At(TimeSpan.FromSeconds(13.5), () => Etcd.Revoke(1));
        To(60);
        Assert.Equal(["0 x Registering", "0 x Registered", "15 x Lost LEASE_GONE", "15 x Registered"], states);
        Assert.Equal(["0 [x]"], lists);
        Assert.Equal(["20 a renew", "20 a range", "25 a renew"], [.. AskedFrom(20).Where(one => !one.EndsWith("progress", StringComparison.Ordinal)).Take(3)]);
    }

    sealed class BrokenLog : ILogger
    {
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw new InvalidOperationException("no log");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }

    sealed class Broken : First
    {
        public override double NextDouble() => throw new InvalidOperationException("no chance");
    }
}
