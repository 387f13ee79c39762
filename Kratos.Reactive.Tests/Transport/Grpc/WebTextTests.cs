using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Base64 as browsers send it: in pieces with padding of their own, and cut anywhere on the way.</summary>
public sealed class WebTextTests
{
    static async Task<(byte[] Bytes, Error? Failure)> Decode(IEnumerable<string> parts)
    {
        var (text, bytes) = (new Pipe(), new Pipe());
        var decoding = WebText.Decode(text.Reader, bytes.Writer);
        foreach (var part in parts) await text.Writer.WriteAsync(Encoding.ASCII.GetBytes(part));
        await text.Writer.CompleteAsync();
        var into = new MemoryStream();
        try
        {
            await bytes.Reader.CopyToAsync(into);
            return (into.ToArray(), null);
        }
        catch (ErrorException e)
        {
            return (into.ToArray(), e.Error);
        }
        finally
        {
            await bytes.Reader.CompleteAsync();
            await decoding;
        }
    }

    static IEnumerable<Range> Cuts(int length, IEnumerable<int> cuts)
    {
        int[] places = [0, .. cuts.Select(cut => (cut & int.MaxValue) % (length + 1)).Order(), length];
        return places.Zip(places.Skip(1), static (from, to) => from..to);
    }

    [Fact]
    public void Any_bytes_come_back_in_any_pieces_with_any_cuts() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[], int[], int[])>(),
        static given =>
        {
            var bytes = given.Item1 ?? [];
            var text = string.Concat(Cuts(bytes.Length, given.Item2 ?? []).Select(piece => Convert.ToBase64String(bytes[piece])));
            var (got, failure) = Decode(Cuts(text.Length, given.Item3 ?? []).Select(part => text[part])).GetAwaiter().GetResult();
            return failure is null && got.AsSpan().SequenceEqual(bytes);
        }));

    [Theory]
    [InlineData("AAAA", "A")]
    [InlineData("AAA!", "AAAA")]
    [InlineData("A===", "")]
    [InlineData("AA=A", "")]
    [InlineData("====", "")]
    [InlineData("AAAA ", "AAA")]
    public async Task What_is_no_base64_is_a_failure(params string[] parts) => Assert.Equal("GRPC_FRAME_INVALID", (await Decode(parts)).Failure?.Reason);
}
