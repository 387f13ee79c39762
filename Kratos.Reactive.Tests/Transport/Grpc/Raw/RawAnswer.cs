using System.Buffers.Binary;
using Google.Protobuf;

namespace Kratos.Reactive.Tests;

/// <summary>What a server answered on one stream, frame by frame.</summary>
sealed record RawAnswer(IReadOnlyList<RawFrame> Frames)
{
    /// <summary>What kinds of frames came, in order; data frames in a row, and none of no length, count as one.</summary>
    internal string Shape => string.Join(' ', Frames.Select(static frame => frame.Type + (frame.Ends ? "!" : "")).Aggregate(
        new List<string>(), static (all, one) =>
        {
            if (all.Count == 0 || all[^1] != one || !one.StartsWith("Data", StringComparison.Ordinal)) all.Add(one);
            return all;
        }));

    internal List<(string Name, string Value)> Head => Frames.First(static frame => frame.Type == FrameType.Headers).Fields;

    internal List<(string Name, string Value)> Trailers => Frames.Last(static frame => frame.Type == FrameType.Headers).Fields;

    internal string Http => Find(Head, ":status")!;

    internal GrpcCode Status => (GrpcCode)int.Parse(Find(Trailers, GrpcStatus.Name) ?? throw new InvalidOperationException($"no status came: {Shape}"), System.Globalization.CultureInfo.InvariantCulture);

    internal string Message => GrpcMessage.Decode(Find(Trailers, GrpcMessage.Name) ?? "");

    internal Error? Error => GrpcStatus.Read(Find(Trailers, GrpcStatus.Name)!, Find(Trailers, GrpcMessage.Name) ?? "", Find(Trailers, GrpcStatus.DetailsName) ?? "").ToError();

    internal byte[] Body => [.. Frames.Where(static frame => frame.Type == FrameType.Data).SelectMany(static frame => frame.Payload)];

    internal static string? Find(IEnumerable<(string Name, string Value)> fields, string name) => fields.Where(field => field.Name == name).Select(static field => field.Value).SingleOrDefault();

    internal IReadOnlyList<A> Messages<A>() where A : IMessage<A>, new() => [.. Split(Body).Select(bytes => new MessageParser<A>(static () => new A()).ParseFrom(bytes))];

    internal static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    internal static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    static IEnumerable<byte[]> Split(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            Assert.Equal(0, body[at]);
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            yield return body[(at + 5)..(at + 5 + length)];
            at += 5 + length;
        }
    }
}
