using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class GrpcMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~!", "plain text ~!")]
    [InlineData("100%", "100%25")]
    [InlineData("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n", "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A")]
    [InlineData(" a b ", "%20a b%20")]
    [InlineData("\u007f", "%7F")]
    public void Point_8_text_is_percent_encoded_UTF8(string text, string encoded)
    {
        Assert.Equal(encoded, GrpcMessage.Encode(text));
        Assert.Equal(text, GrpcMessage.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%+1", "%+1")]
    [InlineData("% 1", "% 1")]
    [InlineData("a%e2%98%ba", "a☺")]
    [InlineData("%ff", "\ufffd")]
    [InlineData("☺%41", "☺A")]
    public void Point_8_decoding_never_fails_and_never_drops_the_rest(string encoded, string text) => Assert.Equal(text, GrpcMessage.Decode(encoded));

    [Fact]
    public void Any_text_comes_back_and_only_printable_ASCII_is_sent() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        static raw =>
        {
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(raw ?? ""));
            var encoded = GrpcMessage.Encode(raw ?? "");
            return encoded.All(static c => c is >= ' ' and <= '~') && encoded.Trim() == encoded && GrpcMessage.Decode(encoded) == text;
        }));
}
