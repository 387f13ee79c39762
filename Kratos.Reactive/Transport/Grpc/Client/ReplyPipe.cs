using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>The body of a reply as a pipe of one buffer, which is rented, and grows while a message is larger: the platform's has a list of them, and a token of its own.</summary>
/// <param name="body">The body.</param>
/// <param name="stop">What stops a read that waits, which throws then.</param>
sealed class ReplyPipe(Stream body, CancellationToken stop) : PipeReader
{
    const int Usual = 16 * 1024;

    byte[] bytes = [];
    int start;
    int end;
    int examined;
    bool over;
    ValueTask<int> reading;
    bool waits;

    ReadOnlySequence<byte> Held => new(bytes, start, end - start);

    /// <summary>What the body has at hand is there, too.</summary>
    public override bool TryRead(out ReadResult result)
    {
        if (examined == end && !over && !waits) Begin();
        result = new(Held, isCanceled: false, over);
        return over || examined < end;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (TryRead(out var held)) return held;
        Took(await reading.ConfigureAwait(false));
        return new(Held, isCanceled: false, over);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var held = Held;
        this.examined = end - (int)held.Slice(examined).Length;
        start = end - (int)held.Slice(consumed).Length;
    }

    public override void CancelPendingRead() => throw new NotSupportedException("a read is stopped by the call's token");

    public override void Complete(Exception? exception = null)
    {
        if (bytes.Length > 0 && !waits) ArrayPool<byte>.Shared.Return(bytes);      // a read that did not end may still write there
        (bytes, start, end, examined, over) = ([], 0, 0, 0, true);
    }

    void Begin()
    {
        MakeRoom();
        reading = body.ReadAsync(bytes.AsMemory(end), stop);
        if (reading.IsCompleted) Took(reading.Result);
        else waits = true;
    }

    void Took(int read)
    {
        waits = false;
        over = read == 0;
        end += read;
    }

    // What is held is a part of a message: it goes to the front, into a larger buffer when it fills this one, and into one of the usual size when there is nothing of it.
    void MakeRoom()
    {
        var (old, length) = (bytes, end - start);
        var size = length == old.Length ? Math.Max(Usual, 2 * length) : length == 0 ? Usual : old.Length;
        if (size != old.Length) bytes = ArrayPool<byte>.Shared.Rent(size);
        if (bytes == old && start == 0) return;
        old.AsSpan(start, length).CopyTo(bytes);
        if (bytes != old && old.Length > 0) ArrayPool<byte>.Shared.Return(old);
        (start, end, examined) = (0, length, length);
    }
}
