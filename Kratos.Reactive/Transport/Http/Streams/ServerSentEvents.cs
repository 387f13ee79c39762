using System.Buffers;

namespace Kratos.Reactive;

/// <summary>Events <c>message</c>, and one <c>error</c> where the stream fails. Source: WHATWG HTML, server-sent events.</summary>
sealed class ServerSentEvents : EventFormat
{
    internal override string ContentType => "text/event-stream";

    internal override bool TakesText => true;

    internal override void Open(IBufferWriter<byte> into, HttpStreamOptions options)
    {
        if (options.Retry is { } retry) Put(into, $"retry: {(long)retry.TotalMilliseconds}\n\n");
    }

    internal override void Beat(IBufferWriter<byte> into) => into.Write(":\n\n"u8);

    internal override void Message(IBufferWriter<byte> into, ReadOnlySpan<byte> data, string id)
    {
        into.Write("event: message\n"u8);
        if (id.Length > 0) Put(into, $"id: {id}\n");
        Data(into, data);
    }

    internal override void Failure(IBufferWriter<byte> into, ReadOnlySpan<byte> data)
    {
        into.Write("event: error\n"u8);
        Data(into, data);
    }

    // Whatever ends a line there ends a line here, or the rest would be taken for fields.
    static void Data(IBufferWriter<byte> into, ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var end = data.IndexOfAny((byte)'\r', (byte)'\n');
            into.Write("data: "u8);
            into.Write(end < 0 ? data : data[..end]);
            into.Write("\n"u8);
            if (end < 0) break;
            data = data[(data[end..] is [(byte)'\r', (byte)'\n', ..] ? end + 2 : end + 1)..];
        }

        into.Write("\n"u8);
    }
}
