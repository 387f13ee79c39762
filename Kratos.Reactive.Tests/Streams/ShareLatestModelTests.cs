using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>The shared source against a model: whether it is connected, the present value, when it will be left, and what each subscriber should have heard.</summary>
public sealed class ShareLatestModelTests
{
    static readonly Gen<Step> steps = Gen.Frequency(
        (6, from value in Gen.Choose(0, 9) select (Step)new Step.Next(value)),
        (1, Gen.Constant((Step)new Step.Fail())),
        (1, Gen.Constant((Step)new Step.Complete())),
        (4, Gen.Constant((Step)new Step.Subscribe())),
        (4, from which in Gen.Choose(0, 9) select (Step)new Step.Leave(which)),
        (3, from seconds in Gen.Choose(1, 8) select (Step)new Step.Wait(seconds)));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_thousand_random_runs_are_heard_as_the_model_says(int linger)
    {
        var (heard, connections) = (0, 0);
        Prop.ForAll(Arb.From(steps.ArrayOf().Resize(60)), run => Agrees(run, linger, ref heard, ref connections)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Assert.True(heard > 3_000 && connections > 1_500, $"the runs were too tame: {heard} heard, {connections} connections");
    }

    static bool Agrees(Step[] run, int linger, ref int heard, ref int connections)
    {
        var (time, source) = (new VirtualTime(), new Pushed());
        var shared = source.ShareLatest(time.Env, linger.Seconds);
        var all = new List<Listener>();
        var (connected, subscribed, present, leaving) = (false, 0, (int?)null, (int?)null);
        var clock = 0;

        void Ended()
        {
            (connected, present, leaving) = (false, null, null);
            foreach (var one in all) one.Here = false;
        }

        foreach (var step in run)
        {
            switch (step)
            {
                case Step.Next(var value):
                    source.Next(value);
                    if (connected) present = value;
                    foreach (var one in all.Where(one => one.Here)) one.Expected.Add($"{value}");
                    break;
                case Step.Fail or Step.Complete:
                    if (step is Step.Fail) source.Fail(new ErrorException(Error.Conflict("END", "end")));
                    else source.Complete();
                    foreach (var one in all.Where(one => one.Here)) one.Expected.Add(step is Step.Fail ? "failed" : "completed");
                    Ended();
                    break;
                case Step.Subscribe:
                    var listener = new Listener(Heard.By(shared), present is { } now ? [$"{now}"] : []) { Here = true };
                    all.Add(listener);
                    if (!connected) (connected, subscribed) = (true, subscribed + 1);
                    leaving = null;
                    break;
                case Step.Leave(var which) when which < all.Count && all[which].Here:
                    all[which].Heard.Dispose();
                    all[which].Here = false;
                    if (all.Exists(one => one.Here)) break;
                    if (linger == 0) Ended();
                    else leaving = clock + linger;
                    break;
                case Step.Wait(var seconds):
                    clock += seconds;
                    time.AdvanceBy(seconds.Seconds);
                    if (leaving <= clock) Ended();
                    break;
            }

            if ((source.Subscribed, source.Present) != (subscribed, connected ? 1 : 0)) return false;
            if (!all.TrueForAll(one => one.Agrees)) return false;
        }

        heard += all.Sum(one => one.Expected.Count);
        connections += subscribed;
        return time.Unhandled.Count == 0;
    }

    sealed record Listener(Heard Heard, List<string> Expected)
    {
        internal bool Here { get; set; }

        internal bool Agrees => Expected.SequenceEqual([.. Heard.Values.Select(value => $"{value}"), .. Heard.Failure is null ? (string[])[] : ["failed"], .. Heard.Completed ? (string[])["completed"] : []]);
    }

    abstract record Step
    {
        internal sealed record Next(int Value) : Step;
        internal sealed record Fail : Step;
        internal sealed record Complete : Step;
        internal sealed record Subscribe : Step;
        internal sealed record Leave(int Which) : Step;
        internal sealed record Wait(int Seconds) : Step;
    }
}
