using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>The body of a request as a stream, read asynchronously and never beyond a limit. What ends it early is an <see cref="ErrorException"/>: 413 <c>BODY_TOO_LARGE</c>, 408 <c>BODY_TOO_SLOW</c>, 400 <c>CODEC</c>, 499 when the caller left or it was closed.</summary>
sealed class BodyStream(HttpRequest request, long most) : Stream
{
    readonly Lock gate = new();
    TaskCompletionSource? reading;
    long count;
    bool closed;
    bool wasCut;

    /// <summary>True while somebody waits for bytes, and for ever once one who waited was told to stop.</summary>
    internal bool IsReading
    {
        get { lock (gate) return reading is not null || wasCut; }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (closed) throw new ErrorException(Error.Cancelled);
            if (reading is not null) throw new InvalidOperationException("the body is being read already");
            reading = own;
        }

        try
        {
            return await FillAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ErrorException)
        {
            throw new ErrorException(HttpBody.Why(request, e, cancellationToken));
        }
        finally
        {
            lock (gate) reading = null;
            own.SetResult();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a body is read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Ends a read that is under way, and all later ones; waits until it has ended.</summary>
    internal Task CloseAsync()
    {
        lock (gate)
        {
            closed = true;
            if (reading is null) return Task.CompletedTask;
            request.BodyReader.TryStop();
            return reading.Task;
        }
    }

    // Told by its token a read of Kestrel's would stay under way for ever: see HttpBody.
    async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken token)
    {
        using var left = request.HttpContext.RequestAborted.UnsafeRegister(static reader => ((PipeReader)reader!).TryStop(), request.BodyReader);
        using var cut = token.UnsafeRegister(static reader => ((PipeReader)reader!).TryStop(), request.BodyReader);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (read.IsCanceled && (closed || token.IsCancellationRequested || request.HttpContext.RequestAborted.IsCancellationRequested))
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start);
                lock (gate) wasCut = true;
                throw new ErrorException(Error.Cancelled);
            }

            // Looked at before the reader is told to go on: what was read is not there afterwards.
            var length = (int)Math.Min(read.Buffer.Length, buffer.Length);
            var some = read.Buffer.Slice(0, length);
            some.CopyTo(buffer.Span);
            request.BodyReader.AdvanceTo(some.End);
            count += length;
            if (count > most) throw new ErrorException(HttpBody.TooLarge(most));
            if (length > 0 || read.IsCompleted) return length;
        }
    }
}
