using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>The messages that are the lines of a body, each read like a body of JSON when it is asked for; empty lines are none.</summary>
sealed class LineMessages(HttpStream stream, HttpRequest request, BodyBinder binder, BindingSource source, int most) : PulledMessages
{
    const int FirstRent = 4 * 1024;

    byte[] bytes = [];
    int length;
    int number;
    bool ended;

    /// <summary>True when an unknown amount of the body is left behind: the connection cannot be used again.</summary>
    internal bool LeavesRest => !ended;

    /// <summary>Stops the reading, and waits until it has stopped.</summary>
    internal async Task CloseAsync()
    {
        var over = Close();
        if (!over.IsCompleted) request.BodyReader.TryStop();
        await over.ConfigureAwait(false);
        Empty();
    }

    protected override async ValueTask<object?> NextAsync(CancellationToken token)
    {
        // A read of Kestrel's that is told by a token stays under way for ever.
        await using (token.UnsafeRegister(static request => ((HttpRequest)request!).BodyReader.TryStop(), request).ConfigureAwait(false))
        {
            do
            {
                if (ended) return null;
                await ReadLine(token).ConfigureAwait(false);
            }
            while (bytes.AsSpan(0, length).Trim(" \t\r"u8).IsEmpty);
        }

        number++;
        stream.Heard();
        var read = binder.Bind(Codec.Json, source, bytes.AsMemory(0, length));
        Empty();
        return read.IsSucc ? read.Succeeded : throw new ErrorException((read.Failed with { Message = $"message {number}: {read.Failed.Message}" }).WithMetadata("message", $"{number}"));
    }

    async ValueTask ReadLine(CancellationToken token)
    {
        length = 0;
        while (true)
        {
            var read = await Read(token).ConfigureAwait(false);
            var end = read.Buffer.PositionOf((byte)'\n');
            var line = end is { } at ? read.Buffer.Slice(0, at) : read.Buffer;
            var fits = length + line.Length <= most;
            if (fits) Append(line);
            request.BodyReader.AdvanceTo(end is { } behind ? read.Buffer.GetPosition(1, behind) : read.Buffer.End);
            if (!fits) throw new ErrorException(new Error(StatusCodes.Status413PayloadTooLarge, "MESSAGE_TOO_LARGE", $"a message is larger than {most} bytes").WithMetadata("limit", $"{most}"));
            if (end is null && read.IsCompleted) ended = true;
            if (end is not null || ended) return;
        }
    }

    async ValueTask<System.IO.Pipelines.ReadResult> Read(CancellationToken token)
    {
        try
        {
            while (!token.IsCancellationRequested && !IsClosed)
            {
                var read = await request.BodyReader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                if (!read.IsCanceled) return read;
                request.BodyReader.AdvanceTo(read.Buffer.Start);        // unless it is us who stop, a reader before us was meant
            }
        }
        catch (Exception e)
        {
            throw new ErrorException(HttpBody.Why(request, e, token));
        }

        throw new ErrorException(Error.Cancelled);
    }

    void Append(in ReadOnlySequence<byte> more)
    {
        var needed = length + (int)more.Length;
        if (needed > bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstRent, (int)Math.Min(bytes.Length * 2L, Array.MaxLength))));
            bytes.AsSpan(0, length).CopyTo(larger);
            Return();
            bytes = larger;
        }

        more.CopyTo(bytes.AsSpan(length));
        length = needed;
    }

    // Nothing is held while nothing comes.
    void Empty()
    {
        Return();
        length = 0;
    }

    void Return()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }
}
