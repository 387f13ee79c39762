namespace Kratos.Reactive.Tests;

public sealed class SpansTests
{
    [Fact]
    public void Spans_are_what_they_say()
    {
        Assert.Equal(TimeSpan.FromTicks(2 * TimeSpan.TicksPerMillisecond), 2.Milliseconds);
        Assert.Equal(TimeSpan.FromTicks(2 * TimeSpan.TicksPerSecond), 2.Seconds);
        Assert.Equal(TimeSpan.FromTicks(2 * TimeSpan.TicksPerMinute), 2.Minutes);
        Assert.Equal(TimeSpan.FromTicks(2 * TimeSpan.TicksPerHour), 2.Hours);
        Assert.Equal(TimeSpan.FromTicks(2 * TimeSpan.TicksPerDay), 2.Days);
    }
}
