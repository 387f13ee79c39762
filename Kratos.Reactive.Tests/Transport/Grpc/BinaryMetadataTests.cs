using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class BinaryMetadataTests
{
    [Theory]
    [InlineData("q6ur", new byte[] { 0xab, 0xab, 0xab })]
    [InlineData("qw==", new byte[] { 0xab })]
    [InlineData("qw", new byte[] { 0xab })]
    [InlineData("q6s=", new byte[] { 0xab, 0xab })]
    [InlineData("q6s", new byte[] { 0xab, 0xab })]
    [InlineData(" q6s ", new byte[] { 0xab, 0xab })]
    [InlineData("", new byte[0])]
    public void Point_11_base64_is_read_padded_and_unpadded(string text, byte[] bytes)
    {
        Assert.True(BinaryMetadata.TryDecode(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("q6urq")]
    [InlineData("q-_r")]
    [InlineData("q6 s")]
    [InlineData("q6\ns")]
    public void What_is_not_base64_is_refused(string text) => Assert.False(BinaryMetadata.TryDecode(text, out _));

    [Fact]
    public void Any_bytes_come_back_and_no_padding_is_sent() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        static bytes => !BinaryMetadata.Encode(bytes).Contains('=') && BinaryMetadata.TryDecode(BinaryMetadata.Encode(bytes), out var read) && read.AsSpan().SequenceEqual(bytes)));

    [Fact]
    public void Long_values_are_read_too()
    {
        var bytes = new byte[100_001];
        Assert.True(BinaryMetadata.TryDecode(BinaryMetadata.Encode(bytes), out var read));
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void Binary_fields_are_kept_in_order_beside_the_others()
    {
        var fields = Headers.Empty.AddBinary("trace-bin", [1, 2]).Add("trace-bin", "???").AddBinary("Trace-Bin", [3]);
        Assert.Equal([[1, 2], [3]], fields.BinaryValues("trace-bin"));
        Assert.Empty(fields.BinaryValues("other-bin"));
        Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => fields.AddBinary("trace", [1])).Error.Reason);
    }
}
