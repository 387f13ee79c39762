using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive.Tests;

public sealed class ReplyPipeTests
{
    const int Large = 100_000;      // some times what the pipe holds as a rule

    static readonly MessageCodec codec = MessageCodec.For<BytesValue>();

    [Fact]
    public void Messages_come_whole_however_their_body_is_cut_and_whether_it_makes_one_wait() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(int[], int[], bool)>(),
        static given =>
        {
            BytesValue[] messages = [.. (given.Item1 ?? []).Select(static (size, n) => Message((size & int.MaxValue) % Large, n))];
            var got = Read(messages, [.. (given.Item2 ?? []).Select(static size => 500 + ((size & int.MaxValue) % Large))], given.Item3).GetAwaiter().GetResult();
            return messages.SequenceEqual(got);
        }));

    [Fact]
    public async Task A_read_that_waits_ends_when_the_call_does()
    {
        using var stop = new CancellationTokenSource();
        var pipe = new ReplyPipe(new Silent(), stop.Token);
        Assert.False(pipe.TryRead(out _));
        var read = pipe.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(read.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        pipe.Complete();
    }

    static BytesValue Message(int size, int n) => new() { Value = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Range(n, size).Select(static one => (byte)one)]) };

    static async Task<List<object>> Read(BytesValue[] messages, int[] sizes, bool waits)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessageWriter(codec, null, int.MaxValue);
        foreach (var message in messages) writer.Write(message, bytes).ThrowIfFail();
        var pipe = new ReplyPipe(new Parts(bytes.WrittenSpan.ToArray(), sizes, waits), TestContext.Current.CancellationToken);
        var reader = new MessageReader(pipe, codec, null, int.MaxValue);
        var got = new List<object>();
        while ((reader.TryRead() ?? await reader.ReadAsync()).ThrowIfFail() is { } next) got.Add(next);
        pipe.Complete();
        return got;
    }

    /// <summary>A body that gives so many bytes at a time, round and round, and waits before every second piece if it is to.</summary>
    sealed class Parts(byte[] bytes, int[] sizes, bool waits) : MemoryStream(bytes)
    {
        int turn;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (waits && turn % 2 == 1) await Task.Yield();
            var size = sizes.Length == 0 ? buffer.Length : sizes[turn++ % sizes.Length];
            return Read(buffer.Span[..Math.Min(size, buffer.Length)]);
        }
    }

    /// <summary>A body that never gives anything.</summary>
    sealed class Silent : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
