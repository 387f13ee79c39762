using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class FrameHeaderTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 255)]
    [InlineData(true, 65_536)]
    [InlineData(false, int.MaxValue)]
    public void Point_4_it_is_one_byte_and_four_with_the_highest_first(bool compressed, int length)
    {
        var bytes = new byte[FrameHeader.Size];
        FrameHeader.Write(bytes, compressed, length);
        Assert.Equal([compressed ? (byte)1 : (byte)0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length], bytes);
        Assert.Equal(new FrameHeader(compressed, (uint)length), FrameHeader.Read(new(bytes))!.Value.Value);
    }

    [Fact]
    public void A_length_up_to_four_gibibytes_is_read_as_it_is() =>
        Assert.Equal(new FrameHeader(false, uint.MaxValue), FrameHeader.Read(new(new byte[] { 0, 255, 255, 255, 255 }))!.Value.Value);

    [Theory]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 255, 0, 0, 0, 0 })]
    public void A_flag_that_is_unknown_is_refused_as_soon_as_it_is_there(byte[] bytes)
    {
        var error = FrameHeader.Read(new(bytes))!.Value.Error;
        Assert.Equal((500, "GRPC_FRAME_INVALID"), (error.Code, error.Reason));
        Assert.Contains($"{bytes[0]}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Point_4_it_may_be_split_anywhere_and_is_not_there_before_its_last_byte() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(bool, int, int, int, int)>(),
        static given =>
        {
            var bytes = new byte[FrameHeader.Size];
            var length = given.Item2 & int.MaxValue;
            FrameHeader.Write(bytes, given.Item1, length);
            var cuts = new[] { given.Item3, given.Item4, given.Item5 }.Select(static at => (at & int.MaxValue) % (FrameHeader.Size + 1)).Order().ToArray();
            for (var known = 0; known < FrameHeader.Size; known++)
                if (FrameHeader.Read(Segments.Of(bytes.AsMemory(0, known), cuts)) is not null) return false;

            return FrameHeader.Read(Segments.Of(bytes, cuts)) is { IsSucc: true } read && read.Value == new FrameHeader(given.Item1, (uint)length);
        }));
}
