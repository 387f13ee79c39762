using System.Net.WebSockets;

namespace Kratos.Reactive;

/// <summary>The messages that a caller sends through a WebSocket.</summary>
sealed class SocketMessages(SocketStream stream, SocketCodec codec) : PulledMessages
{
    SocketReader? from;
    Task watching = Task.CompletedTask;
    bool ended;
    bool closed;

    /// <summary>Takes, and gives up, what still comes before the other side closes. To be called when nobody is told of messages any more.</summary>
    internal async Task DrainAsync(SocketReader reader, CancellationToken token)
    {
        await Close().WaitAsync(token).ConfigureAwait(false);
        await watching.WaitAsync(token).ConfigureAwait(false);
        while (!closed)
        {
            var next = await reader.NextAsync(token).ConfigureAwait(false);
            closed = next.IsSucc ? next.Succeeded.Type == WebSocketMessageType.Close : next.Failed.Code != 413;
        }
    }

    /// <summary>Ends when nothing is read any more: after the socket was ended.</summary>
    internal Task Over => watching;

    protected override async ValueTask<object?> NextAsync(CancellationToken token)
    {
        if (ended) return null;
        var reader = from ??= (await stream.ReaderAsync().WaitAsync(token).ConfigureAwait(false)).ThrowIfFail();
        var frame = (await reader.NextAsync(token).ConfigureAwait(false)).ThrowIfFail();
        if (frame.Type == WebSocketMessageType.Close)
        {
            ended = closed = true;
            stream.Left();
            return reader.CloseCode == WebSocketCloseStatus.NormalClosure ? null : throw new ErrorException(BrokenOff(reader.CloseCode));
        }

        stream.Heard();
        if (frame.Type == WebSocketMessageType.Binary || !SocketWords.IsControl(frame.Bytes.Span)) return codec.Read(frame).ThrowIfFail();
        if (frame.Bytes.Span.StartsWith(SocketWords.Failed)) throw new ErrorException(SocketWords.Read(frame.Bytes.Span[SocketWords.Failed.Length..]));
        if (!frame.Bytes.Span.SequenceEqual(SocketWords.End)) throw new ErrorException(Unknown);
        ended = true;
        watching = Watch(reader);
        return null;
    }

    // What may come after the last message is the close frame only.
    async Task Watch(SocketReader reader)
    {
        var next = await reader.NextAsync(CancellationToken.None).ConfigureAwait(false);
        if (next is { IsSucc: true, Succeeded.Type: not WebSocketMessageType.Close }) stream.Cut(AfterEnd);
        else
        {
            closed = true;
            stream.Left();
        }
    }

    // A page that is left (1001), and whatever failed: nobody said that these were all messages.
    static Error BrokenOff(WebSocketCloseStatus? code) => Error.Cancelled with { Cause = new WebSocketException($"the caller closed with code {(int?)code} before the end of its messages") };

    static Error Unknown { get; } = Error.BadRequest("FRAME_INVALID", "a text that begins with 0x1E is a control frame, and this is none that is known");

    static Error AfterEnd { get; } = Error.BadRequest("MESSAGE_AFTER_END", "a message came after the end of the messages");
}
