using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive.Tests;

public sealed class MessageFramingTests
{
    const int Most = 1024 * 1024;

    static readonly MessageCodec codec = MessageCodec.For<BytesValue>();

    static BytesValue Message(byte[] bytes) => new() { Value = Google.Protobuf.ByteString.CopyFrom(bytes) };

    static byte[] Written(IEnumerable<byte[]> messages, MessagePacking? packing = null)
    {
        var into = new ArrayBufferWriter<byte>();
        var writer = new MessageWriter(codec, packing, Most);
        var sum = messages.Sum(message => writer.Write(Message(message), into).Value);
        Assert.Equal(into.WrittenCount, sum);
        return into.WrittenSpan.ToArray();
    }

    // Each part is written only once the reader has taken in all that came before.
    static async Task<(List<byte[]> Messages, Error? Failure)> Read(IReadOnlyList<byte[]> parts, MessageEncoding? encoding = null, int most = Most, bool ends = true)
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var reader = new MessageReader(pipe.Reader, codec, encoding, most);
        var got = new List<byte[]>();
        async Task<Error?> All()
        {
            while (true)
            {
                var next = reader.TryRead() ?? await reader.ReadAsync();
                if (next.IsFail) return next.Error;
                if (next.Value is not { } message) return null;
                got.Add(((BytesValue)message).Value.ToByteArray());
            }
        }

        var all = All();
        foreach (var part in parts) await pipe.Writer.WriteAsync(part, TestContext.Current.CancellationToken);
        if (ends) await pipe.Writer.CompleteAsync();
        return (got, await all.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    static List<byte[]> Cut(byte[] bytes, IEnumerable<int> cuts)
    {
        int[] places = [0, .. cuts.Select(cut => (cut & int.MaxValue) % (bytes.Length + 1)).Order(), bytes.Length];
        return [.. places.Zip(places.Skip(1), (from, to) => bytes[from..to])];
    }

    [Fact]
    public void Point_4_messages_come_back_under_every_split() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[][], int[], bool)>(),
        static given =>
        {
            byte[][] messages = [.. (given.Item1 ?? []).Select(static message => message ?? [])];
            var packing = given.Item3 ? new MessagePacking(MessageEncoding.Gzip, CompressionLevel.Fastest) : null;
            var (got, failure) = Read(Cut(Written(messages, packing), given.Item2 ?? []), packing?.Encoding).GetAwaiter().GetResult();
            return failure is null && got.Count == messages.Length && got.Zip(messages, static (a, b) => a.AsSpan().SequenceEqual(b)).All(static same => same);
        }));

    [Fact]
    public async Task Point_4_one_byte_at_a_time_and_messages_of_no_length()
    {
        byte[][] messages = [[], [1, 2, 3], [], [], [.. Enumerable.Range(0, 300).Select(i => (byte)i)], []];
        var (got, failure) = await Read([.. Written(messages).Select(one => new[] { one })]);
        Assert.Null(failure);
        Assert.Equal(messages, got);
    }

    [Fact]
    public async Task A_message_that_is_cut_short_is_a_failure_wherever_it_is_cut()
    {
        var bytes = Written([[1, 2, 3], [4, 5]]);
        var first = Written([[1, 2, 3]]).Length;
        for (var length = 1; length < bytes.Length; length++)
        {
            var (got, failure) = await Read([bytes[..length]]);
            Assert.Equal(length < first ? 0 : 1, got.Count);
            if (length == first) Assert.Null(failure);
            else Assert.Equal((500, "GRPC_FRAME_INVALID"), (failure!.Code, failure.Reason));
        }
    }

    [Theory]
    [InlineData(0x7f, 0xff, 0xff, 0xff)]
    [InlineData(0xff, 0xff, 0xff, 0xff)]
    [InlineData(0x00, 0x10, 0x00, 0x01)]
    public async Task A_message_that_is_too_long_is_refused_by_its_header_before_it_comes(int a, int b, int c, int d)
    {
        var (got, failure) = await Read([[0, (byte)a, (byte)b, (byte)c, (byte)d]], ends: false);
        Assert.Empty(got);
        Assert.Equal("429 RESOURCE_EXHAUSTED: a message is larger than 1048576 bytes", failure!.ToString());
    }

    [Fact]
    public async Task A_message_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var bytes = Written([new byte[100]]);
        Assert.Null((await Read([bytes], most: bytes.Length - 5)).Failure);
        Assert.Equal("RESOURCE_EXHAUSTED", (await Read([bytes], most: bytes.Length - 6)).Failure!.Reason);
    }

    [Fact]
    public async Task Point_17_a_compressed_message_without_an_encoding_is_an_internal_error() =>
        Assert.Equal((500, "GRPC_FRAME_INVALID"), (await Read([[1, 0, 0, 0, 0]])).Failure is { } error ? (error.Code, error.Reason) : default);

    [Fact]
    public async Task Point_17_the_flag_says_whether_the_encoding_was_used()
    {
        var packing = new MessagePacking(MessageEncoding.Gzip, CompressionLevel.Fastest);
        var bytes = Written([new byte[1000], [7]], packing);
        Assert.Equal(1, bytes[0]);
        Assert.True(bytes.Length < 200);
        var (got, failure) = await Read([bytes], MessageEncoding.Gzip);
        Assert.Null(failure);
        Assert.Equal([new byte[1000], [7]], got);
        Assert.Equal(0, Written([[7]], packing)[0]);       // it would be longer
    }

    [Fact]
    public async Task Point_4_messages_that_just_fit_into_a_piece_and_just_do_not()
    {
        const int Piece = 16 * 1024;
        byte[][] messages = [.. Enumerable.Range(Piece - 16, 32).Select(static size => new byte[size])];
        var (got, failure) = await Read([Written(messages)]);
        Assert.Null(failure);
        Assert.Equal(messages, got);
    }

    [Fact]
    public async Task A_flag_that_gRPC_does_not_know_is_a_failure_before_the_rest_of_the_header_comes() =>
        Assert.Equal("GRPC_FRAME_INVALID", (await Read([[2]], ends: false)).Failure!.Reason);

    [Fact]
    public async Task Point_13_what_is_no_message_is_an_internal_error() =>
        Assert.Equal((500, "CODEC"), (await Read([[0, 0, 0, 0, 2, 0x0a, 0x7f]])).Failure is { } error ? (error.Code, error.Reason) : default);

    [Fact]
    public async Task A_read_can_be_stopped_and_what_came_is_left_for_the_next()
    {
        var pipe = new Pipe();
        var reader = new MessageReader(pipe.Reader, codec, null, Most);
        var reading = reader.ReadAsync();
        Assert.False(reading.IsCompleted);
        reader.Cancel();
        Assert.Equal(Error.Cancelled, (await reading).Error);
        await pipe.Writer.WriteAsync(Written([[9]]), TestContext.Current.CancellationToken);
        Assert.Equal(Message([9]), (await reader.ReadAsync()).Value);
    }

    [Fact]
    public void A_pipe_that_says_at_every_turn_that_its_caller_left_does_not_stop_the_one_who_leaves()
    {
        var reader = new MessageReader(new LeftPipe(), codec, null, Most);
        reader.Cancel();
        Assert.Throws<IOException>(() => reader.TryRead());      // the one who reads is told
        reader.Release();
    }

    sealed class LeftPipe : PipeReader
    {
        static IOException Left => new("The client reset the request stream.");

        public override bool TryRead(out ReadResult result)
        {
            result = new(new([0]), false, false);
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => throw Left;

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw Left;

        public override void CancelPendingRead() => throw Left;

        public override void Complete(Exception? exception = null) => throw Left;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => throw Left;
    }

    [Fact]
    public void A_message_that_is_too_large_or_of_another_type_is_a_failure_and_writes_nothing()
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Equal("RESOURCE_EXHAUSTED", new MessageWriter(codec, null, 10).Write(Message(new byte[100]), into).Error.Reason);
        Assert.Equal("WRONG_MESSAGE", new MessageWriter(codec, null, 10).Write("text", into).Error.Reason);
        Assert.Equal(0, into.WrittenCount);
    }
}
