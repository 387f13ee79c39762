using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>Reads messages from bytes, however those are split. What the pipe throws goes through: only the one who has the pipe knows what it means.</summary>
/// <param name="from">The bytes. Nothing of them is taken before a message is asked for, nor read ahead further than the pipe does itself.</param>
/// <param name="codec">What makes a message of its bytes.</param>
/// <param name="encoding">What compressed messages are compressed with; null when none may be.</param>
/// <param name="most">The largest message, in bytes, before and after it is unpacked: a larger one is refused by its header, before it is there.</param>
sealed class MessageReader(PipeReader from, MessageCodec codec, MessageEncoding? encoding, int most) : IMessageSource
{
    ReadOnlySequence<byte> buffer;
    bool held;
    bool last;      // the end of the bytes is in the buffer
    volatile bool over;     // the pipe said that nothing more comes of it

    /// <inheritdoc/>
    public bool IsCompressed { get; private set; }

    /// <summary>Stops a read that waits, or else the next one: it ends in <see cref="Error.Cancelled"/>.</summary>
    internal void Cancel()
    {
        if (!from.TryStop()) over = true;
    }

    /// <summary>The next message; null once there is no more. After a failure there is nothing more to be read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<Fin<object?>> ReadAsync()
    {
        while (true)
        {
            if (TryTake() is { } next) return next;
            if (over || !Hold(await from.ReadAsync(CancellationToken.None).ConfigureAwait(false))) return Error.Cancelled;
        }
    }

    /// <summary>As <see cref="ReadAsync"/>, when that can be said now; null when it would wait.</summary>
    internal Fin<object?>? TryRead()
    {
        while (true)
        {
            if (TryTake() is { } next) return next;
            if (!from.TryRead(out var read)) return null;
            if (!Hold(read)) return Error.Cancelled;
        }
    }

    /// <summary>Gives back what is held of the pipe, which others may go on to read.</summary>
    internal void Release()
    {
        if (!held) return;
        held = false;
        try
        {
            from.AdvanceTo(buffer.Start);
        }
        catch (Exception e) when (PipeEnds.IsLeft(e))
        {
            over = true;
        }
    }

    bool Hold(in ReadResult read)
    {
        (buffer, held, last) = (read.Buffer, true, read.IsCompleted);
        if (!read.IsCanceled) return true;
        Release();
        return false;
    }

    // Null when more bytes are needed, which the pipe has been told then.
    Fin<object?>? TryTake()
    {
        if (!held) return null;
        if (buffer.IsEmpty && last) return Fin<object?>.Succ(null);
        if (FrameHeader.Read(buffer) is { } header)
        {
            if (header.IsFail) return header.Failed;
            var (compressed, length) = (header.Succeeded.Compressed, header.Succeeded.Length);
            if (compressed && encoding is null) return NotAgreed;
            if (length > most) return MessageEncoding.TooLarge(most);
            if (buffer.Length - FrameHeader.Size >= length)
            {
                IsCompressed = compressed;
                var message = Decode(buffer.Slice(FrameHeader.Size, length), compressed);
                buffer = buffer.Slice(FrameHeader.Size + (long)length);
                if (buffer.IsEmpty && !last) Advance();
                return message;
            }
        }

        if (last) return CutShort;
        Advance();
        return null;
    }

    void Advance()
    {
        held = false;
        from.AdvanceTo(buffer.Start, buffer.End);
    }

    Fin<object?> Decode(in ReadOnlySequence<byte> bytes, bool compressed)
    {
        if (!compressed) return Nullable(Parse(codec, bytes));
        var unpacked = encoding!.Decompress(bytes, most);
        return unpacked.IsSucc ? Nullable(Parse(codec, new(unpacked.Succeeded.WrittenMemory))) : unpacked.Failed;
    }

    /// <summary>The message; 500 <c>CODEC</c> for what is none: gRPC blames nobody's argument for that, and no exception of ours is behind it. Source: grpc/grpc doc/statuscodes.md.</summary>
    internal static Fin<object> Parse(MessageCodec codec, in ReadOnlySequence<byte> bytes)
    {
        var end = codec.Read(bytes);
        return end.IsFail && end.Failed.Code == 400 ? end.Failed with { Code = 500, Cause = null } : end;
    }

    static Fin<object?> Nullable(Fin<object> read) => read.IsSucc ? Fin<object?>.Succ(read.Succeeded) : read.Failed;

    static Error NotAgreed { get; } = Error.Internal("GRPC_FRAME_INVALID", "a message says that it is compressed, and no encoding was agreed on");

    static Error CutShort { get; } = Error.Internal("GRPC_FRAME_INVALID", "the bytes ended in the middle of a message");
}
