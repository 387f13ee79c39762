using System.Buffers;
using System.Net.WebSockets;

namespace Kratos.Reactive;

/// <summary>One message of a WebSocket; <c>null</c> bytes are its close frame.</summary>
readonly record struct SocketFrame(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads whole messages from a WebSocket, however they are split. A read that nobody waits for any more goes on, and is the next one's: to stop it would be to end the socket.</summary>
sealed class SocketReader(WebSocket socket, int most) : IDisposable
{
    const int FirstRent = 4 * 1024;

    byte[] bytes = [];
    Task<Fin<SocketFrame>>? reading;

    /// <summary>The next message, which is there until the next one is asked for; 400 <c>FRAME_INVALID</c>, 413 <c>MESSAGE_TOO_LARGE</c>, or 499 when the other side left.</summary>
    internal async Task<Fin<SocketFrame>> NextAsync(CancellationToken token)
    {
        reading ??= ReadAsync();
        var next = await reading.WaitAsync(token).ConfigureAwait(false);
        reading = null;
        return next;
    }

    /// <summary>Ends when no read is under way: after the socket was ended.</summary>
    internal Task Over => (Task?)reading ?? Task.CompletedTask;

    /// <summary>Whether this is how a socket tells that the other side is not there any more.</summary>
    internal static bool IsGone(Exception e) => e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>With what code the other side closed, if it said one.</summary>
    internal WebSocketCloseStatus? CloseCode => socket.CloseStatus;

    public void Dispose()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    async Task<Fin<SocketFrame>> ReadAsync()
    {
        try
        {
            // Nothing is held while nothing comes: not the last message either.
            Dispose();
            var read = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            var length = 0;
            while (read.MessageType != WebSocketMessageType.Close && !read.EndOfMessage)
            {
                if (length == bytes.Length && !Grow(length)) return new Error(413, "MESSAGE_TOO_LARGE", $"a message is larger than {most} bytes").WithMetadata("limit", $"{most}");
                read = await socket.ReceiveAsync(bytes.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                length += read.Count;
            }

            return length > most ? new Error(413, "MESSAGE_TOO_LARGE", $"a message is larger than {most} bytes").WithMetadata("limit", $"{most}") : new SocketFrame(read.MessageType, bytes.AsMemory(0, length));
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode is WebSocketError.Faulted or WebSocketError.InvalidMessageType or WebSocketError.HeaderError)
        {
            return Error.BadRequest("FRAME_INVALID", "what came is not what a WebSocket sends") with { Cause = e };
        }
        catch (Exception e) when (IsGone(e))
        {
            return Error.Cancelled with { Cause = e };
        }
    }

    // False when it is as large as it may be.
    bool Grow(int length)
    {
        if (length > most) return false;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(FirstRent, length * 2L), most + 1L));
        bytes.AsSpan(0, length).CopyTo(larger);
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
        return true;
    }
}
