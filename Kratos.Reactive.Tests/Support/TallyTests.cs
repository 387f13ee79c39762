namespace Kratos.Reactive.Tests;

public sealed class TallyTests
{
    [Fact]
    public async Task A_call_that_is_told_to_stop_is_counted_out_if_it_was_counted_in_whichever_step_it_was_at()
    {
        var tally = new Tally();
        Handler call = tally.Watch >> (static _ => unitEff.Map(_ => Reply.Empty));
        for (var step = 0; step < 20; step++)
        {
            await call(new Request("/x.Y/Z", "hi")).RunAsync(Env.System.Within(new ToldAt(step), null));
            Assert.Equal(0, tally.Open);
        }

        Assert.InRange(tally.Count, 1, 19);     // some were told before they were counted in, and some were not
    }

    /// <summary>Fires when it has been looked at so many times.</summary>
    sealed class ToldAt(int looks) : ILateToken
    {
        public bool IsFired => looks-- <= 0;

        public CancellationToken Token => CancellationToken.None;
    }
}
