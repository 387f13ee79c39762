namespace Kratos.Reactive.Tests;

/// <summary>A million steps of any kind, nested either way, use no native stack.</summary>
public sealed class StackTests
{
    const int Million = 1_000_000;

    readonly VirtualTime time = new();

    static readonly Dictionary<string, Func<Eff<int>, Eff<int>>> left = new()
    {
        ["Map"] = static effect => effect.Map(static n => n + 1),
        ["Bind"] = static effect => effect.Bind(static n => SuccessEff(n + 1)),
        ["Then"] = static effect => effect >> SuccessEff(Million),
        ["Then, before"] = static effect => unitEff >> effect,
        ["query"] = static effect => from n in effect from m in SuccessEff(1) select n + m,
        ["else"] = static effect => effect | SuccessEff(-1),
        ["@catch"] = static effect => effect | @catch(Error.TimedOut, static _ => SuccessEff(-1)),
        ["IfFail"] = static effect => effect.IfFail(static _ => -1),
        ["MapFail"] = static effect => effect.MapFail(static error => error),
        ["Match"] = static effect => effect.Match(static n => n + 1, static _ => -1),
        ["Named"] = static effect => effect.Named("step"),
        ["uninterruptible"] = static effect => uninterruptible(effect),
        ["local"] = static effect => local(static env => env, effect),
        ["Retry"] = static effect => effect.Retry(Schedule.Recurs(1)),
        ["Repeat"] = static effect => effect.Repeat(Schedule.Recurs(0)),
    };

    public static TheoryData<string> Kinds => [.. left.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_million_of_them_around_one_another_end_in_the_value(string kind)
    {
        var counts = kind is "Map" or "Bind" or "query" or "Match" or "Then";
        Assert.Equal(counts ? Million : 0, time.Run(Nested(SuccessEff(0), left[kind])).Value);
    }

    [Theory]
    [InlineData("Map")]
    [InlineData("Bind")]
    [InlineData("Then")]
    [InlineData("query")]
    [InlineData("@catch")]
    [InlineData("MapFail")]
    [InlineData("uninterruptible")]
    public void A_failure_passes_a_million_of_them(string kind) =>
        Assert.Equal("LOW", time.Run(Nested(Error.Conflict("LOW", ""), left[kind])).Error.Reason);

    [Fact]
    public void A_value_and_a_failure_that_come_late_pass_a_million_frames()
    {
        var late = yieldFor(1.Seconds) >> SuccessEff(0);
        Assert.Equal(Million, time.Run(Nested(late, left["Map"])).Value);
        Assert.Equal("LATE", time.Run(Nested(late.Bind(_ => FailEff<int>(Error.Conflict("LATE", ""))), left["Bind"])).Error.Reason);
    }

    [Fact]
    public void A_million_finallys_all_run()
    {
        var ran = 0;
        var count = liftEff(() => { ran++; });
        Assert.Equal("LOW", time.Run(Nested(Error.Conflict("LOW", ""), effect => effect.Finally(count))).Error.Reason);
        Assert.Equal(Million, ran);
    }

    [Fact]
    public void A_function_that_calls_itself_a_million_times_before_it_adds_up_does_not_overflow()
    {
        static Eff<int> Query(int n) => n == 0 ? SuccessEff(0) : from a in SuccessEff(1) from b in Query(n - 1) select a + b;
        static Eff<int> Bind(int n) => n == 0 ? SuccessEff(0) : SuccessEff(1).Bind(a => Bind(n - 1).Map(b => a + b));
        static Eff<int> Else(int n) => n == 0 ? SuccessEff(Million) : FailEff<int>(Error.TimedOut).IfFailEff(_ => Else(n - 1));
        Assert.Equal(Million, time.Run(Query(Million)).Value);
        Assert.Equal(Million, time.Run(Bind(Million)).Value);
        Assert.Equal(Million, time.Run(Else(Million)).Value);
    }

    [Fact]
    public void An_async_method_may_call_itself_a_hundred_thousand_times()
    {
        static async Eff<int> Down(int n) => n == 0 ? 0 : 1 + await Down(n - 1);
        Assert.Equal(100_000, time.Run(Down(100_000)).Value);
    }

    [Fact]
    public async Task Runs_inside_runs_go_on_from_a_fresh_stack_when_theirs_is_used_up()
    {
        static Eff<int> Down(int n) => n == 0 ? SuccessEff(0) : awaitAll(SuccessEff(n).Bind(m => Down(m - 1))).Map(static all => all[0] + 1);
        Assert.Equal(50_000, (await Down(50_000).RunAsync(time.Env)).Value);
    }

    static Eff<int> Nested(Eff<int> effect, Func<Eff<int>, Eff<int>> around)
    {
        for (var i = 0; i < Million; i++) effect = around(effect);
        return effect;
    }
}
