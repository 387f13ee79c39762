namespace Kratos.Reactive.Tests;

public sealed class WaitingTests
{
    [Fact]
    public void A_place_is_full_from_more_than_half_of_it_until_three_quarters_are_free()
    {
        var demand = new Demand();
        var waiting = new Waiting<int>(new Backpressure(8, Overflow.Wait), demand);
        foreach (var value in Enumerable.Range(0, 4)) waiting.Add(value);
        Assert.True(demand.HasRoom);
        waiting.Add(4);
        Assert.False(demand.HasRoom);
        foreach (var value in Enumerable.Range(0, 2)) Assert.False(waiting.TryTake(out _, out var early) && early, $"opened when {value} was taken");
        Assert.False(demand.HasRoom);
        Assert.True(waiting.TryTake(out _, out var opened) && opened);
        waiting.Open();
        Assert.True(demand.HasRoom);
    }
}
