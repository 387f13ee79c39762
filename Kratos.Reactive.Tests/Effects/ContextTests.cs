using System.Diagnostics;

namespace Kratos.Reactive.Tests;

/// <summary>What the caller's flow carries is the same after a run, however it ran; and a waker's is the same after it woke one.</summary>
public sealed class ContextTests
{
    static readonly AsyncLocal<string> local = new();

    static readonly Eff<Unit> change = liftEff(() =>
    {
        local.Value = "inside";
        _ = new Activity("inside").Start();
    });

    public static TheoryData<string> Ways => ["value", "failure", "exception", "waits", "waits and fails", "cancelled", "async method", "fork", "all", "timeout", "bracket"];

    static Eff<Unit> Way(string way, Env env) => way switch
    {
        "value" => change,
        "failure" => change >> FailEff<Unit>(Error.TimedOut),
        "exception" => change >> liftEff(() => throw new IOException()),
        "waits" => change >> yieldFor(1.Seconds) >> change,
        "waits and fails" => change >> yieldFor(1.Seconds) >> change >> FailEff<Unit>(Error.TimedOut),
        "cancelled" => (change >> yieldFor(1.Hours)).Finally(change).Timeout(1.Seconds),
        "async method" => Async(env),
        "fork" => fork(change >> yieldFor(1.Seconds) >> change).Bind(static f => f.Join),
        "all" => awaitAll(change, change >> yieldFor(1.Seconds) >> change) >> unitEff,
        "timeout" => (change >> yieldFor(1.Seconds) >> change).Timeout(3.Seconds),
        _ => Resource.Make(change, static _ => change >> yieldFor(1.Seconds) >> change).Use(static _ => change),
    };

    static async Eff<Unit> Async(Env env)
    {
        await change;
        await Task.Delay(1.Seconds, env.Time);
        local.Value = "inside, later";
        await change;
        return default;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_callers_flow_is_the_same_after_a_run(string way)
    {
        var time = new VirtualTime();
        local.Value = "outside";
        using var outside = new Activity("outside").Start();
        var context = ExecutionContext.Capture();
        var running = time.Begin(Way(way, time.Env));
        Assert.Same(context, ExecutionContext.Capture());
        time.Start();
        Assert.NotNull(running.Result);
        Assert.Same(context, ExecutionContext.Capture());
        Assert.Equal(("outside", outside), (local.Value, Activity.Current));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_suppressed_flow_is_still_suppressed_after_a_run_and_carries_the_same(string way)
    {
        var time = new VirtualTime();
        local.Value = "outside";
        using (ExecutionContext.SuppressFlow())
        {
            var running = time.Begin(Way(way, time.Env));
            Assert.True(ExecutionContext.IsFlowSuppressed());
            time.Start();
            Assert.NotNull(running.Result);
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }

        Assert.Equal("outside", local.Value);
        Assert.False(ExecutionContext.IsFlowSuppressed());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_wakes_a_run_keeps_its_own_flow_and_the_run_its(bool suppressed)
    {
        var gate = new TaskCompletionSource();
        var seen = "";
        local.Value = "run";
        var run = (liftEff(_ => gate.Task) >> liftEff(() => { seen = local.Value!; }) >> change).RunAsync(new VirtualTime().Env);
        local.Value = "waker";
        if (suppressed)
        {
            using (ExecutionContext.SuppressFlow())
            {
                gate.SetResult();
                Assert.True(ExecutionContext.IsFlowSuppressed());
            }
        }
        else
        {
            gate.SetResult();
        }

        Assert.True(run.IsCompletedSuccessfully);
        Assert.Equal(("run", "waker"), (seen, local.Value));
    }

    [Fact]
    public void What_a_step_puts_into_the_flow_is_there_for_the_steps_after_it_also_after_a_wait()
    {
        var time = new VirtualTime();
        Assert.Equal("inside", time.Run(change >> yieldFor(1.Seconds) >> liftEff(() => local.Value)).Value);
        Assert.Null(local.Value);
    }

    [Fact]
    public void What_a_child_run_puts_into_the_flow_is_not_there_for_its_parent()
    {
        var time = new VirtualTime();
        Assert.Null(time.Run((change >> yieldFor(1.Seconds)).Timeout(5.Seconds) >> liftEff(() => local.Value)).Value);
        Assert.Null(time.Run(awaitAll(change, change) >> liftEff(() => local.Value)).Value);
    }
}
