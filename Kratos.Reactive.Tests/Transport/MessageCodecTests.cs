using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using OldTimes;
using GreetReply = Helloworld.V1.HelloReply;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

public sealed class MessageCodecTests
{
    static readonly MessageCodec Codec = MessageCodec.For<GreetRequest>();

    static byte[] Bytes(MessageCodec codec, object message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        codec.Write(message, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    [Fact]
    public void A_message_is_written_as_protobuf_does_and_its_size_is_known_before()
    {
        Prop.ForAll<NonNull<string>>(name =>
        {
            var message = new GreetRequest { Name = Printable(name.Get) };
            var bytes = Bytes(Codec, message);
            Assert.Equal(message.ToByteArray(), bytes);
            Assert.Equal(bytes.Length, Codec.SizeOf(message).Value);
            Assert.Equal(message, Codec.Read(new ReadOnlySequence<byte>(bytes)).Value);
        }).QuickCheckThrowOnFailure();

        static string Printable(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));
    }

    [Fact]
    public void A_message_in_pieces_is_read_as_if_it_were_whole()
    {
        var message = new GreetRequest { Name = "Ada Lovelace" };
        var bytes = Bytes(Codec, message);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var tail = new Piece(bytes.AsMemory(cut), cut);
            var sequence = new ReadOnlySequence<byte>(new Piece(bytes.AsMemory(0, cut), 0, tail), 0, tail, tail.Memory.Length);
            Assert.Equal(message, Codec.Read(sequence).Value);
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_reading_ends_in_a_message_or_in_CODEC() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var end = Codec.Read(new ReadOnlySequence<byte>(bytes));
            Assert.True(end.IsSucc ? end.Value is GreetRequest : end.Error is { Code: 400, Reason: "CODEC" });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Whatever_is_cut_of_any_kind_of_field_reading_ends_in_a_message_or_in_CODEC()
    {
        MessageCodec[] codecs = [MessageCodec.For<Binding.Odds>(), MessageCodec.For<Binding.Complex>()];
        var field = Gen.Choose(1, 32).Zip(Gen.Choose(0, 5), static (number, wire) => Tag(number, wire)).Zip(Gen.Choose(0, 255).Select(static value => (byte)value).ListOf());
        Prop.ForAll(Gen.Elements(codecs).Zip(field.Select(static one => (byte[])[.. one.Item1, .. one.Item2])).ToArbitrary(), static one =>
        {
            var end = one.Item1.Read(new ReadOnlySequence<byte>(one.Item2));
            Assert.True(end.IsSucc || end.Error is { Code: 400, Reason: "CODEC" });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

        static byte[] Tag(int number, int wire) => number < 16 ? [(byte)(number << 3 | wire)] : [(byte)(0x80 | (number << 3 | wire) & 0x7f), (byte)(number >> 4)];
    }

    [Fact]
    public void A_list_of_wrappers_that_is_cut_is_no_message() =>
        Assert.Equal("CODEC", MessageCodec.For<Binding.Odds>().Read(new ReadOnlySequence<byte>([90, 121])).Error.Reason);

    [Theory]
    [InlineData("0A05")] // five bytes are promised, none comes
    [InlineData("0AFFFFFFFF0F")] // a negative length
    [InlineData("0C")] // the end of a group that did not begin
    [InlineData("00")] // no field has the number 0
    public void Bytes_that_are_no_message_fail_with_its_name(string hex)
    {
        var end = Codec.Read(new ReadOnlySequence<byte>(Convert.FromHexString(hex)));
        Assert.Equal("400 CODEC: these bytes are no helloworld.v1.HelloRequest", $"{end.Error.Code} {end.Error.Reason}: {end.Error.Message}");
        Assert.IsType<InvalidProtocolBufferException>(end.Error.Cause);
    }

    [Fact]
    public void A_message_that_lacks_a_required_field_is_neither_read_nor_written()
    {
        Assert.Equal("CODEC", MessageCodec.For<Scroll>().Read(ReadOnlySequence<byte>.Empty).Error.Reason);
        Assert.Equal("MESSAGE_INCOMPLETE", MessageCodec.For<Scroll>().SizeOf(new Scroll()).Error.Reason);
        Assert.Equal(3, MessageCodec.For<Scroll>().SizeOf(new Scroll { Title = "t" }).Value);
    }

    [Fact]
    public void Fields_that_are_not_known_are_kept()
    {
        var newer = Convert.FromHexString("0A0341646198060A");
        Assert.Equal(newer, Bytes(Codec, Codec.Read(new ReadOnlySequence<byte>(newer)).Value));
    }

    [Fact]
    public void A_parser_of_ones_own_is_used()
    {
        var codec = MessageCodec.Protobuf(Scroll.Parser.WithExtensionRegistry([OldTimesExtensions.Owner]));
        var scroll = new Scroll { Title = "t" };
        scroll.SetExtension(OldTimesExtensions.Owner, "me");
        var bytes = new ReadOnlySequence<byte>(Bytes(codec, scroll));
        Assert.Equal("me", Assert.IsType<Scroll>(codec.Read(bytes).Value).GetExtension(OldTimesExtensions.Owner));
        Assert.False(Assert.IsType<Scroll>(MessageCodec.For<Scroll>().Read(bytes).Value).HasExtension(OldTimesExtensions.Owner));
        Assert.Equal(Scroll.Descriptor, codec.Descriptor);
    }

    [Fact]
    public void Another_message_is_refused_before_a_byte_is_written() =>
        Assert.Equal("500 WRONG_MESSAGE: a HelloRequest was to be written, and there is a HelloReply", Codec.SizeOf(new GreetReply()).Error.ToString());

    [Fact]
    public void A_type_without_a_wire_format_has_no_codec_and_whoever_asks_is_told()
    {
        Assert.Same(MessageCodec.None, MessageCodec.For<string>());
        Assert.Same(MessageCodec.None, MessageCodec.For<IMessage>());
        Assert.Null(MessageCodec.None.Descriptor);
        Assert.Equal("NO_CODEC", MessageCodec.None.SizeOf("x").Error.Reason);
        Assert.Equal("NO_CODEC", MessageCodec.None.Read(ReadOnlySequence<byte>.Empty).Error.Reason);
        Assert.Equal("NO_CODEC", Assert.Throws<ErrorException>(() => MessageCodec.None.Write("x", new ArrayBufferWriter<byte>())).Error.Reason);
    }

    [Fact]
    public void A_service_written_by_hand_has_the_codecs_of_its_messages()
    {
        var service = new Service("x.Y").Unary<GreetRequest, GreetReply>("Z", request => SuccessEff(new GreetReply { Message = request.Name }));
        Assert.Equal((GreetRequest.Descriptor, GreetReply.Descriptor), (service.Methods[0].InputCodec.Descriptor, service.Methods[0].OutputCodec.Descriptor));
        Assert.Same(MessageCodec.None, new Service("x.Y").Unary<string, GreetReply>("Z", _ => SuccessEff(new GreetReply())).Methods[0].InputCodec);
    }

    [Fact]
    public void Writing_allocates_nothing_and_reading_only_the_message()
    {
        var message = new GreetRequest { Name = "Ada" };
        var bytes = new ReadOnlySequence<byte>(message.ToByteArray());
        var buffer = new ArrayBufferWriter<byte>(1024);
        Assert.Equal(0, Allocated(() =>
        {
            buffer.ResetWrittenCount();
            _ = Codec.SizeOf(message);
            Codec.Write(message, buffer);
        }));
        var plain = Allocated(() => GreetRequest.Parser.ParseFrom(bytes));
        Assert.Equal(plain, Allocated(() => Codec.Read(bytes)));
    }

    static long Allocated(Action action)
    {
        for (var i = 0; i < 100; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
    }

    sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> memory, long index, Piece? next = null)
        {
            Memory = memory;
            RunningIndex = index;
            Next = next;
        }
    }
}
