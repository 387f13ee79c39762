using System.Text.Unicode;

namespace Kratos.Reactive;

/// <summary>Texts of a path or a query as they were sent.</summary>
static class PercentEncoding
{
    const int LargestOnStack = 256;

    /// <summary>True when every % begins an octet (two digits of base 16), and the octets that stand together are UTF-8.</summary>
    internal static bool IsValid(ReadOnlySpan<char> text)
    {
        var rest = text.IndexOf('%') is >= 0 and var first ? text[first..] : [];
        if (rest.IsEmpty) return true;
        Span<byte> octets = rest.Length <= LargestOnStack ? stackalloc byte[LargestOnStack] : new byte[rest.Length];
        while (!rest.IsEmpty)
        {
            var count = 0;
            while (rest is ['%', _, _, ..])
            {
                if (Convert.FromHexString(rest[1..3], octets[count..], out _, out var written) != System.Buffers.OperationStatus.Done || written != 1) return false;
                count++;
                rest = rest[3..];
            }

            if (rest is ['%', ..] || !Utf8.IsValid(octets[..count])) return false;
            rest = rest.IndexOf('%') is >= 0 and var next ? rest[next..] : [];
        }

        return true;
    }

    /// <summary>A text as a segment of a path, or as a part of one: nothing in it means anything to whoever reads a path. What is left as it is, is what JavaScript's <c>encodeURIComponent</c> leaves.</summary>
    internal static string Encode(string text)
    {
        var strict = Uri.EscapeDataString(text);
        return strict.Contains("%2", StringComparison.Ordinal)
            ? strict.Replace("%21", "!", StringComparison.Ordinal).Replace("%27", "'", StringComparison.Ordinal).Replace("%28", "(", StringComparison.Ordinal)
                .Replace("%29", ")", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal)
            : strict;
    }

    /// <summary>The text decoded, but for escaped slashes, which stay as they are: in what has slashes of its own they are something else.</summary>
    internal static string DecodeBetweenSlashes(ReadOnlySpan<char> text)
    {
        if (text.IndexOf("%2f", StringComparison.OrdinalIgnoreCase) < 0) return Uri.UnescapeDataString(text);
        var decoded = new System.Text.StringBuilder(text.Length);
        while (text.IndexOf("%2f", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            decoded.Append(Uri.UnescapeDataString(text[..at])).Append(text.Slice(at, 3));
            text = text[(at + 3)..];
        }

        return decoded.Append(Uri.UnescapeDataString(text)).ToString();
    }
}
