using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>As much of RFC 7541 as a scripted server needs: it writes literals, and reads what a client that neither indexes nor uses Huffman codes sends.</summary>
static class RawHpack
{
    static readonly string[] table =
    [
        "", ":authority|", ":method|GET", ":method|POST", ":path|/", ":path|/index.html", ":scheme|http", ":scheme|https", ":status|200", ":status|204", ":status|206", ":status|304", ":status|400", ":status|404",
        ":status|500", "accept-charset", "accept-encoding|gzip, deflate", "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization", "cache-control",
        "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type", "cookie", "date", "etag", "expect", "expires", "from", "host",
        "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range", "referer",
        "refresh", "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate",
    ];

    internal static byte[] Write(params IEnumerable<(string Name, string Value)> fields)
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

    internal static List<(string Name, string Value)> Read(ReadOnlySpan<byte> block)
    {
        var (fields, at) = (new List<(string, string)>(), 0);
        while (at < block.Length)
        {
            var first = block[at];
            if ((first & 0x80) != 0)
            {
                fields.Add(Entry(Number(block, ref at, 7)));
                continue;
            }

            if ((first & 0xe0) == 0x20)
            {
                Number(block, ref at, 5);
                continue;
            }

            var index = Number(block, ref at, (first & 0x40) != 0 ? 6 : 4);
            var name = index == 0 ? Text(block, ref at) : Entry(index).Name;
            fields.Add((name, Text(block, ref at)));
        }

        return fields;
    }

    static (string Name, string Value) Entry(int index) => table[index].Split('|') is [var name, var value] ? (name, value) : (table[index], "");

    static int Number(ReadOnlySpan<byte> block, ref int at, int bits)
    {
        var most = (1 << bits) - 1;
        var number = block[at++] & most;
        if (number < most) return number;
        for (var shift = 0; ; shift += 7)
        {
            var next = block[at++];
            number += (next & 0x7f) << shift;
            if ((next & 0x80) == 0) return number;
        }
    }

    static string Text(ReadOnlySpan<byte> block, ref int at)
    {
        if ((block[at] & 0x80) != 0) throw new InvalidOperationException("the client used a Huffman code, which this reader does not know");
        var length = Number(block, ref at, 7);
        at += length;
        return Encoding.Latin1.GetString(block.Slice(at - length, length));
    }

    static void Text(MemoryStream block, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var left = bytes.Length;
        if (left < 127) block.WriteByte((byte)left);
        else
        {
            block.WriteByte(127);
            for (left -= 127; left >= 128; left >>= 7) block.WriteByte((byte)(left & 0x7f | 0x80));
            block.WriteByte((byte)left);
        }

        block.Write(bytes);
    }
}
