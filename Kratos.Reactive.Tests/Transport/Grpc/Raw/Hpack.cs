using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Header fields as HTTP/2 writes them (RFC 7541), as far as a peer needs it that has no dynamic table and whose server uses no Huffman code.</summary>
static class Hpack
{
    // RFC 7541, appendix A: the names, and the values of those that have one.
    static readonly string[] table =
    [
        "", ":authority", ":method=GET", ":method=POST", ":path=/", ":path=/index.html", ":scheme=http", ":scheme=https", ":status=200", ":status=204", ":status=206", ":status=304", ":status=400",
        ":status=404", ":status=500", "accept-charset", "accept-encoding=gzip, deflate", "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization",
        "cache-control", "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type", "cookie", "date", "etag", "expect",
        "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "proxy-authenticate",
        "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate",
    ];

    /// <summary>Each field as a literal that is not to be indexed, byte for byte.</summary>
    internal static byte[] Encode(IEnumerable<(string Name, string Value)> fields)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            Text(block, name);
            Text(block, value);
        }

        return block.ToArray();
    }

    internal static List<(string Name, string Value)> Decode(byte[] block)
    {
        var fields = new List<(string, string)>();
        var at = 0;
        while (at < block.Length)
        {
            var first = block[at];
            if ((first & 0x80) != 0)
            {
                var whole = table[Number(block, ref at, 7)].Split('=', 2);
                fields.Add((whole[0], whole.ElementAtOrDefault(1) ?? ""));
            }
            else if ((first & 0xe0) == 0x20) Number(block, ref at, 5);      // the size of the table
            else
            {
                var index = Number(block, ref at, (first & 0x40) != 0 ? 6 : 4);
                var name = index > 0 ? table[index].Split('=', 2)[0] : Text(block, ref at);
                fields.Add((name, Text(block, ref at)));
            }
        }

        return fields;
    }

    static void Text(MemoryStream to, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length < 127) to.WriteByte((byte)bytes.Length);
        else
        {
            to.WriteByte(127);
            var left = bytes.Length - 127;
            for (; left >= 128; left /= 128) to.WriteByte((byte)(left % 128 + 128));
            to.WriteByte((byte)left);
        }

        to.Write(bytes);
    }

    static string Text(byte[] block, ref int at)
    {
        if ((block[at] & 0x80) != 0) throw new NotSupportedException("a Huffman code came, which this reader does not know");
        var length = Number(block, ref at, 7);
        at += length;
        return Encoding.Latin1.GetString(block, at - length, length);
    }

    static int Number(byte[] block, ref int at, int bits)
    {
        var most = (1 << bits) - 1;
        var number = block[at++] & most;
        if (number < most) return number;
        for (var shift = 0; ; shift += 7)
        {
            var one = block[at++];
            number += (one & 127) << shift;
            if (one < 128) return number;
        }
    }
}
