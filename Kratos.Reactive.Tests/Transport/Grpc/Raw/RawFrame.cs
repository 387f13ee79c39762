namespace Kratos.Reactive.Tests;

/// <summary>A frame of HTTP/2 (RFC 9113 4.1).</summary>
sealed record RawFrame(FrameType Type, byte Flags, int Stream, byte[] Payload)
{
    internal const byte EndStream = 1;
    internal const byte EndHeaders = 4;

    internal bool Ends => Type is (FrameType.Data or FrameType.Headers) && (Flags & EndStream) != 0;

    /// <summary>The number in a RST_STREAM, WINDOW_UPDATE or at the end of a GOAWAY.</summary>
    internal int Number => (Payload[^4] << 24) | (Payload[^3] << 16) | (Payload[^2] << 8) | Payload[^1];

    internal List<(string Name, string Value)> Fields => Hpack.Decode(Payload);
}

enum FrameType : byte { Data, Headers, Priority, RstStream, Settings, PushPromise, Ping, GoAway, WindowUpdate, Continuation }
