namespace Kratos.Reactive.Tests;

public sealed class EnvTests
{
    static readonly EnvKey<string> Tenant = new("tenant");
    static readonly EnvKey<int> Depth = new("depth");

    readonly VirtualTime time = new();

    [Fact]
    public void The_real_environment_is_the_real_clock_and_real_chance()
    {
        Assert.Same(TimeProvider.System, Env.System.Time);
        Assert.Same(TaskPoolScheduler.Default, Env.System.Scheduler);
        Assert.Same(Random.Shared, Env.System.Random);
        Assert.False(Env.System.Token.CanBeCanceled);
        Assert.True(Env.System.Deadline.IsNone);
    }

    [Fact]
    public void On_a_scheduler_there_is_one_clock()
    {
        var env = Env.On(time);
        Assert.Same(time, env.Scheduler);
        time.AdvanceBy(2.Hours);
        Assert.Equal(time.Now, env.Time.GetUtcNow());
        Assert.False(env.Token.CanBeCanceled);
    }

    [Fact]
    public void A_value_is_found_under_its_key_by_those_who_come_after()
    {
        var plain = time.Env;
        var env = plain.With(Tenant, "acme").With(Depth, 3);
        Assert.Equal(("acme", 3), (env.Find(Tenant).IfNone("none"), env.Find(Depth).IfNone(0)));
        Assert.True(plain.Find(Tenant).IsNone);
        Assert.True(plain.With(Tenant, "acme").Find(Depth).IsNone);
    }

    [Fact]
    public void A_later_value_hides_the_earlier_one()
    {
        var outer = time.Env.With(Tenant, "acme");
        var inner = outer.With(Depth, 1).With(Tenant, "umbrella");
        Assert.Equal(("acme", "umbrella"), (outer.Find(Tenant).IfNone("none"), inner.Find(Tenant).IfNone("none")));
    }

    [Fact]
    public void Keys_are_the_same_only_as_objects()
    {
        var other = new EnvKey<string>("tenant");
        Assert.True(time.Env.With(Tenant, "acme").Find(other).IsNone);
        Assert.Equal("tenant", other.ToString());
    }

    [Fact]
    public void A_deadline_is_only_ever_narrowed()
    {
        var (soon, late) = (DateTimeOffset.UnixEpoch + 1.Seconds, DateTimeOffset.UnixEpoch + 2.Seconds);
        Assert.True(time.Env.Deadline.IsNone);
        Assert.Equal(late, Due(time.Env.WithDeadline(late)));
        Assert.Equal(soon, Due(time.Env.WithDeadline(late).WithDeadline(soon)));
        Assert.Equal(soon, Due(time.Env.WithDeadline(soon).WithDeadline(late)));

        static DateTimeOffset Due(Env env) => env.Deadline.IfNone(DateTimeOffset.MinValue);
    }

    [Fact]
    public void Each_change_keeps_the_rest()
    {
        using var stop = new CancellationTokenSource();
        var chance = new Random(5);
        List<Error> lost = [];
        var env = time.Env.With(Tenant, "acme").With(stop.Token).WithDeadline(DateTimeOffset.UnixEpoch).With(chance).WithUnhandled(lost.Add).With(Depth, 1);
        Assert.Equal(stop.Token, env.Token);
        Assert.True(env.Deadline.IsSome);
        Assert.Same(chance, env.Random);
        Assert.Same(time, env.Scheduler);
        Assert.Equal(("acme", 1), (env.Find(Tenant).IfNone("none"), env.Find(Depth).IfNone(0)));
        env.Unhandled(Error.Internal("LOST", "lost"));
        Assert.Equal("LOST", Assert.Single(lost).Reason);
        Assert.Empty(time.Unhandled);
    }

    [Fact]
    public void A_token_replaces_the_one_before()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var env = time.Env.With(first.Token).With(second.Token);
        first.Cancel();
        Assert.False(env.Token.IsCancellationRequested);
        second.Cancel();
        Assert.True(env.Token.IsCancellationRequested);
        Assert.Same(env, env.With(second.Token));
    }

    [Fact]
    public void Chance_repeats_itself_from_the_seed_however_it_is_asked()
    {
        Assert.Equal(Ask(Env.On(time, 7).Random), Ask(Env.On(time, 7).Random));
        Assert.Equal(Ask(Env.On(time).Random), Ask(Env.On(time, 0).Random));
        Assert.NotEqual(Ask(Env.On(time, 7).Random), Ask(Env.On(time, 8).Random));

        static string Ask(Random chance)
        {
            var bytes = new byte[8];
            var cards = Enumerable.Range(0, 20).ToArray();
            chance.NextBytes(bytes);
            chance.NextBytes(bytes.AsSpan(4));
            chance.Shuffle(cards);
            object[] all =
            [
                chance.Next(), chance.Next(1000), chance.Next(-1000, 1000), chance.NextInt64(), chance.NextInt64(1L << 40), chance.NextInt64(-5, 1L << 40),
                chance.NextDouble(), chance.NextSingle(), Convert.ToHexString(bytes), .. cards, chance.GetHexString(8),
            ];
            return string.Join(' ', all);
        }
    }

    [Fact]
    public void Chance_may_be_asked_from_several_threads()
    {
        var expected = new Random(7);
        var (shared, all) = (Env.On(time, 7).Random, new int[80_000]);
        Parallel.For(0, 8, worker =>
        {
            for (var i = 0; i < 10_000; i++) all[worker * 10_000 + i] = shared.Next();
        });
        Assert.Equal(Enumerable.Range(0, 80_000).Select(_ => expected.Next()).Order(), all.Order());
    }
}
