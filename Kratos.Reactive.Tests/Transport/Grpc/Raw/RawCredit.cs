using System.Buffers.Binary;

namespace Kratos.Reactive.Tests;

/// <summary>Sends on a stream as fast as the server's credit allows.</summary>
sealed class RawCredit(RawPeer peer, int stream)
{
    readonly List<RawFrame> others = [];
    long ofStream = 65_535;
    long ofConnection = 65_535;

    /// <summary>Waits until the server has said how large its windows are.</summary>
    internal async Task Begin()
    {
        RawFrame frame;
        do frame = await peer.Read(0);
        while (frame is not { Type: FrameType.Settings, Flags: 0 });
        for (var at = 0; at < frame.Payload.Length; at += 6)
            if (BinaryPrimitives.ReadInt16BigEndian(frame.Payload.AsSpan(at)) == 4) ofStream = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(at + 2));
    }

    internal async Task Send(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            while (Math.Min(ofStream, ofConnection) <= 0) await Wait();
            var piece = (int)Math.Min(Math.Min(ofStream, ofConnection), Math.Min(16 * 1024, bytes.Length - at));
            await peer.Data(stream, bytes[at..(at + piece)]);
            (at, ofStream, ofConnection) = (at + piece, ofStream - piece, ofConnection - piece);
        }
    }

    /// <summary>The answer, without the credit in it.</summary>
    internal async Task<RawAnswer> Answer()
    {
        while (others.Count == 0 || !others[^1].Ends) Note(await peer.Read(stream));
        return new(others);
    }

    async Task Wait()
    {
        while (peer.Seen(0) is { } frame) ofConnection += frame.Type == FrameType.WindowUpdate ? frame.Number : 0;
        while (peer.Seen(stream) is { } frame) Note(frame);
        if (ofConnection <= 0) ofConnection += await peer.Read(0) is { Type: FrameType.WindowUpdate } more ? more.Number : 0;
        else if (ofStream <= 0) Note(await peer.Read(stream));
    }

    void Note(RawFrame frame)
    {
        if (frame.Type == FrameType.WindowUpdate) ofStream += frame.Number;
        else others.Add(frame);
    }
}
