namespace Kratos.Reactive.Tests;

public sealed class DemandSchedulerTests
{
    readonly VirtualTime time = new();
    readonly Demand demand = new();
    readonly List<string> log = [];
    readonly DemandScheduler scheduler;

    public DemandSchedulerTests() => scheduler = new(time, demand);

    void Log(string what) => log.Add($"{what} at {time.Elapsed.TotalSeconds}");

    [Fact]
    public void Work_runs_at_its_instant_while_there_is_room()
    {
        scheduler.Schedule(2.Seconds, () => Log("b"));
        scheduler.Schedule(() => Log("a"));
        scheduler.Schedule(scheduler.Now + 3.Seconds, () => Log("c"));
        Assert.Empty(log);
        time.Start();
        Assert.Equal(["a at 0", "b at 2", "c at 3"], log);
    }

    [Fact]
    public void Work_that_is_due_waits_for_room_and_then_runs_in_the_order_in_which_it_was_due()
    {
        demand.Close();
        scheduler.Schedule(2.Seconds, () => Log("c"));
        scheduler.Schedule(1.Seconds, () => Log("b"));
        scheduler.Schedule(() => Log("a"));
        time.At(5.Seconds, demand.Open);
        time.Start();
        Assert.Equal(["a at 5", "b at 5", "c at 5"], log);
    }

    [Fact]
    public void Work_that_fills_the_room_is_the_last_to_run()
    {
        scheduler.Schedule(() =>
        {
            Log("a");
            demand.Close();
        });
        scheduler.Schedule(() => Log("b"));
        time.At(1.Seconds, demand.Open);
        time.Start();
        Assert.Equal(["a at 0", "b at 1"], log);
    }

    [Fact]
    public void Work_that_is_given_up_does_not_run_and_is_not_kept()
    {
        demand.Close();
        for (var i = 0; i < 1000; i++) scheduler.Schedule(() => Log("never")).Dispose();
        var later = scheduler.Schedule(1.Seconds, () => Log("never"));
        time.AdvanceBy(2.Seconds);
        Assert.Equal(1, scheduler.Due);
        later.Dispose();
        Assert.Equal(0, scheduler.Due);
        demand.Open();
        time.Start();
        Assert.Empty(log);
    }

    [Fact]
    public void Work_runs_in_the_context_of_who_scheduled_it()
    {
        var who = new AsyncLocal<string>();
        demand.Close();
        who.Value = "producer";
        scheduler.Schedule(() => Log(who.Value!));
        who.Value = "consumer";
        demand.Open();
        time.Start();
        Assert.Equal(["producer at 0"], log);
    }

    [Fact]
    public void Work_that_throws_does_not_stop_what_comes_after_it()
    {
        scheduler.Schedule(() => throw new InvalidOperationException("mine"));
        scheduler.Schedule(() => Log("after"));
        Assert.Throws<InvalidOperationException>(time.Start);
        time.Start();
        Assert.Equal(["after at 0"], log);
    }

    [Fact]
    public void A_demand_has_room_when_none_of_its_places_is_full_nor_one_of_an_inner_demand()
    {
        var inner = new Demand(demand);
        inner.Close();
        demand.Close();
        demand.Open();
        Assert.Equal((false, false), (inner.HasRoom, demand.HasRoom));
        inner.Open();
        demand.Close();
        Assert.Equal((true, false), (inner.HasRoom, demand.HasRoom));
        demand.Open();
        Assert.True(demand.HasRoom);
    }

    [Fact]
    public void Work_of_many_threads_all_runs_one_piece_at_a_time_while_room_comes_and_goes()
    {
        const int threads = 4, each = 5_000;
        var real = new Demand();
        var many = new DemandScheduler(Env.System.Scheduler, real);
        using var all = new CountdownEvent(threads * each);
        var (inside, clashes) = (0, 0);
        Threads.Together(threads + 1, thread =>
        {
            if (thread == threads)
            {
                Assert.True(SpinWait.SpinUntil(() =>
                {
                    real.Close();
                    Thread.SpinWait(50);
                    real.Open();
                    return all.Wait(0);
                }, TimeSpan.FromMinutes(1)));
                return;
            }

            for (var i = 0; i < each; i++)
                many.Schedule(() =>
                {
                    if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref clashes);
                    Interlocked.Decrement(ref inside);
                    all.Signal();
                });
        });
        Assert.Equal(0, clashes);
    }
}
