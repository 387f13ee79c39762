namespace Kratos.Reactive.Tests;

public sealed class BackpressureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void At_least_one_value_must_be_able_to_wait(int capacity)
    {
        Assert.Equal("Capacity", Assert.Throws<ArgumentOutOfRangeException>(() => new Backpressure(capacity)).ParamName);
        Assert.Equal("Capacity", Assert.Throws<ArgumentOutOfRangeException>(() => Backpressure.Default with { Capacity = capacity }).ParamName);
    }

    [Fact]
    public void An_overflow_is_one_of_the_four()
    {
        Assert.Equal("WhenFull", Assert.Throws<ArgumentOutOfRangeException>(() => new Backpressure(1, (Overflow)4)).ParamName);
        Assert.Equal("WhenFull", Assert.Throws<ArgumentOutOfRangeException>(() => Backpressure.Default with { WhenFull = (Overflow)(-1) }).ParamName);
    }

    [Fact]
    public void A_stream_fails_when_it_is_full_unless_told_otherwise() => Assert.Equal(Overflow.Fail, new Backpressure(1).WhenFull);
}
