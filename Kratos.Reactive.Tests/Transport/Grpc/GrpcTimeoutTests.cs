using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("100m", 1_000_000)]
    [InlineData("5u", 50)]
    [InlineData("100n", 1)]
    [InlineData("1n", 1)]
    [InlineData("101n", 2)]
    [InlineData("0n", 0)]
    [InlineData("00000000S", 0)]
    [InlineData("00000001S", 10_000_000)]
    [InlineData("99999999n", 1_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void Point_3_one_to_eight_digits_and_a_unit_are_a_wait(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryRead(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("1ms")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    [InlineData("1_0S")]
    [InlineData("100000000n")]
    [InlineData("000000001S")]
    [InlineData("٣S")]
    public void Point_3_anything_else_is_malformed(string text) => Assert.False(GrpcTimeout.TryRead(text, out _));

    [Theory]
    [InlineData(0, "1n")]
    [InlineData(-5, "1n")]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(20_000_000, "2000000u")]
    [InlineData(TimeSpan.TicksPerMillisecond, "1000000n")]
    [InlineData(TimeSpan.TicksPerHour, "3600000m")]
    [InlineData(long.MaxValue, "99999999H")]
    public void It_is_written_in_the_finest_unit_that_takes_it(long ticks, string text) => Assert.Equal(text, GrpcTimeout.Write(new TimeSpan(ticks)));

    [Fact]
    public void What_is_written_is_read_back_never_shorter_and_at_most_one_part_in_a_million_longer() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<long>().Filter(static ticks => ticks > 0).Generator.ToArbitrary(),
        static ticks =>
        {
            var asked = new TimeSpan(Math.Min(ticks, 3_599_999_964_000_000_000));
            return GrpcTimeout.TryRead(GrpcTimeout.Write(asked), out var read) && read >= asked && (read - asked).Ticks <= Math.Max(1, asked.Ticks / 1_000);
        }));
}
