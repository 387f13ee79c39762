using System.Buffers;

namespace Kratos.Reactive;

/// <summary>A line of JSON for each reply; the last one is <c>{"error":{..}}</c> where the stream fails.</summary>
sealed class JsonLines(string contentType) : EventFormat
{
    internal override string ContentType => contentType;

    internal override void Message(IBufferWriter<byte> into, ReadOnlySpan<byte> data, string id)
    {
        Line(into, data);
        into.Write("\n"u8);
    }

    internal override void Failure(IBufferWriter<byte> into, ReadOnlySpan<byte> data)
    {
        into.Write("{\"error\":"u8);
        Line(into, data);
        into.Write("}\n"u8);
    }

    // Line breaks are white space of JSON only when it is indented: inside a text they are escaped.
    static void Line(IBufferWriter<byte> into, ReadOnlySpan<byte> data)
    {
        for (int end; (end = data.IndexOfAny((byte)'\r', (byte)'\n')) >= 0; data = data[(end + 1)..]) into.Write(data[..end]);
        into.Write(data);
    }
}
