using System.Buffers;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class MessageEncodingTests
{
    const int Most = 4 * 1024 * 1024;

    static readonly MessageEncoding[] all = [MessageEncoding.Gzip, MessageEncoding.Deflate];

    static byte[] Compress(MessageEncoding encoding, ReadOnlyMemory<byte> message)
    {
        var packed = new ArrayBufferWriter<byte>();
        encoding.Compress(new(message), packed, CompressionLevel.Fastest);
        return packed.WrittenSpan.ToArray();
    }

    [Fact]
    public void Point_17_any_message_comes_back_however_it_is_split() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[], int)>(),
        static given => all.All(encoding =>
        {
            var packed = Compress(encoding, given.Item1);
            var end = encoding.Decompress(Segments.Of(packed, (given.Item2 & int.MaxValue) % (packed.Length + 1)), Most);
            return end.IsSucc && end.Value.WrittenSpan.SequenceEqual(given.Item1);
        })));

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        foreach (var encoding in all)
        {
            var bomb = Compress(encoding, new byte[64 * 1024 * 1024]);
            Assert.True(bomb.Length < 1024 * 1024);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = encoding.Decompress(new(bomb), Most).Error;
            Assert.Equal(GrpcCode.ResourceExhausted, GrpcCodes.Of(error));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 * 1024 * 1024);
        }
    }

    [Fact]
    public void A_message_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        foreach (var encoding in all)
        {
            Assert.Equal(1000, encoding.Decompress(new(Compress(encoding, new byte[1000])), 1000).Value.WrittenCount);
            Assert.Equal("RESOURCE_EXHAUSTED", encoding.Decompress(new(Compress(encoding, new byte[1001])), 1000).Error.Reason);
        }
    }

    [Fact]
    public void What_is_broken_or_cut_short_is_a_failure_wherever_it_is_cut()
    {
        foreach (var encoding in all)
        {
            var packed = Compress(encoding, "some text that is compressed"u8.ToArray());
            for (var length = 1; length < packed.Length; length++) Assert.Equal("GRPC_MESSAGE_INVALID", encoding.Decompress(new(packed.AsMemory(0, length)), Most).Error.Reason);
            Assert.Equal("GRPC_MESSAGE_INVALID", encoding.Decompress(new("not compressed at all"u8.ToArray()), Most).Error.Reason);
        }
    }

    [Fact]
    public void Point_17_no_header_whatever_its_flags_is_more_than_a_failure()
    {
        foreach (var encoding in all)
            for (var flags = 0; flags < 256; flags++)
                foreach (var start in (byte[][])[[0x78, (byte)flags], [(byte)flags, 0x20], [0x1f, 0x8b, 8, (byte)flags], [0x1f, 0x8b, (byte)flags]])
                    Assert.Equal("GRPC_MESSAGE_INVALID", encoding.Decompress(new((byte[])[.. start, 0, 0, 0, 1, 0]), Most).Error.Reason);
    }

    [Theory]
    [InlineData("identity,gzip", true)]
    [InlineData("deflate , GZIP", true)]
    [InlineData("identity", false)]
    [InlineData("gzipped,x-gzip", false)]
    [InlineData("", false)]
    public void A_list_of_what_is_accepted_is_read(string list, bool accepted) => Assert.Equal(accepted, MessageEncoding.Gzip.IsIn(list));
}
