using System.Buffers.Binary;

namespace Kratos.Reactive;

/// <summary>Follows the frames of HTTP/2 in bytes as they come, however those are split, and looks at their types only. Source: RFC 9113 4.1.</summary>
struct FrameWatch
{
    const int Head = 9, TypeAt = 3, Settings = 4, GoAway = 7;

    int seen;       // of the head of the present frame
    int length;
    int skip;       // bytes of its payload that are still to come
    byte type;
    bool begun;

    /// <summary>What these bytes say about the connection.</summary>
    internal FrameNews Saw(ReadOnlySpan<byte> bytes)
    {
        var news = FrameNews.None;
        while (!bytes.IsEmpty)
        {
            if (skip >= bytes.Length)
            {
                skip -= bytes.Length;
                break;
            }

            bytes = bytes[skip..];
            skip = 0;
            if (seen == 0 && bytes.Length >= Head)
            {
                (length, type, seen) = (BinaryPrimitives.ReadInt32BigEndian(bytes) >>> 8, bytes[TypeAt], Head);
                bytes = bytes[Head..];
            }

            while (seen < Head && !bytes.IsEmpty)
            {
                if (seen < TypeAt) length = (length << 8) | bytes[0];
                else if (seen == TypeAt) type = bytes[0];
                seen++;
                bytes = bytes[1..];
            }

            if (seen < Head) break;
            if (!begun && type == Settings) news |= FrameNews.Answered;
            if (type == GoAway) news |= FrameNews.Leaving;
            (begun, skip, seen, length) = (true, length, 0, 0);
        }

        return news;
    }
}

/// <summary>What frames say about a connection.</summary>
[Flags]
enum FrameNews
{
    None = 0,

    /// <summary>The first frame was SETTINGS: the other side speaks HTTP/2.</summary>
    Answered = 1,

    /// <summary>GOAWAY: no new calls.</summary>
    Leaving = 2,
}
