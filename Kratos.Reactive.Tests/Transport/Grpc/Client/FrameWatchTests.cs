using System.Buffers.Binary;

namespace Kratos.Reactive.Tests;

/// <summary>Frames are told from each other wherever the bytes of a connection are split.</summary>
public sealed class FrameWatchTests
{
    const byte Data = 0, Settings = 4, Ping = 6, GoAway = 7;

    static byte[] Frame(byte type, int length)
    {
        var frame = new byte[9 + length];
        frame.AsSpan().Fill(GoAway);        // what is inside a frame says nothing
        BinaryPrimitives.WriteInt32BigEndian(frame, (length << 8) | type);
        return frame;
    }

    static (FrameNews News, int At) First(FrameNews sought, byte[] bytes, int each)
    {
        var watch = new FrameWatch();
        for (var at = 0; at < bytes.Length; at += each)
        {
            var news = watch.Saw(bytes.AsSpan(at, Math.Min(each, bytes.Length - at)));
            if (news.HasFlag(sought)) return (news, Math.Min(at + each, bytes.Length));
        }

        return (FrameNews.None, 0);
    }

    [Fact]
    public void SETTINGS_first_and_GOAWAY_are_seen_with_the_last_byte_of_their_heads_at_every_split()
    {
        byte[] bytes = [.. Frame(Settings, 12), .. Frame(Data, 0), .. Frame(Data, 300), .. Frame(Settings, 0), .. Frame(Ping, 8), .. Frame(GoAway, 8), .. Frame(Data, 7)];
        var leaving = bytes.Length - (9 + 7) - 8;
        for (var each = 1; each <= bytes.Length; each++)
        {
            Assert.Equal(UpTo(9, each), First(FrameNews.Answered, bytes, each).At);
            Assert.Equal(UpTo(leaving, each), First(FrameNews.Leaving, bytes, each).At);
        }

        int UpTo(int head, int each) => Math.Min((head + each - 1) / each * each, bytes.Length);
    }

    [Fact]
    public void Another_frame_first_is_no_answer_even_when_SETTINGS_follow() =>
        Assert.Equal(FrameNews.None, First(FrameNews.Answered, [.. Frame(Ping, 8), .. Frame(Settings, 0)], 5).News);

    [Fact]
    public void The_largest_frame_is_passed_over() =>
        Assert.Equal(FrameNews.Leaving, First(FrameNews.Leaving, [.. Frame(Settings, 0), .. Frame(Data, 0xffffff), .. Frame(GoAway, 8)], 65_536).News);
}
