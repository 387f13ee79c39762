using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>Which messages are compressed, both ways. What both sides compress with is gzip.</summary>
static class CompressionCases
{
    internal static Eff<Unit> ClientUnary(Client client) =>
        from _1 in Cases.Fails(TestService.Over(client).UnaryCall(Expecting(true)), Refused, "a message that is not compressed as announced had to be refused")
        from first in TestService.Over(client.With(Compressing)).UnaryCall(Expecting(true))
        from _2 in Cases.Zeros(first.Payload, 314159)
        from second in TestService.Over(client).UnaryCall(Expecting(false))
        from _3 in Cases.Zeros(second.Payload, 314159)
        select _3;

    internal static Eff<Unit> ServerUnary(Client client) =>
        from _1 in Reply(TestService.Over(client), true)
        from _2 in Reply(TestService.Over(client), false)
        select _2;

    internal static Eff<Unit> ClientStreaming(Client client) =>
        from _1 in Cases.Fails(Upload(client, (true, false, 27182)), Refused, "a message that is not compressed as announced had to be refused")
        from reply in Upload(client, (true, true, 27182), (false, false, 45904))
        from _2 in Cases.That(reply.AggregatedPayloadSize == 73086, $"the sum is {reply.AggregatedPayloadSize}, and had to be 73086")
        select _2;

    internal static Eff<Unit> ServerStreaming(Client client) =>
        from env in envEff
        let fields = new ReplyFields()
        let request = new StreamingOutputCallRequest { ResponseParameters = { Wanted(true, 31415), Wanted(false, 92653) } }
        from replies in TestService.Over(client).StreamingOutputCall(request, env.With(ReplyFields.Key, fields)).Select(reply => (Message: reply, fields.IsMessageCompressed)).ToList().SingleEff()
        from _1 in Cases.Zeros(replies.Select(static reply => reply.Message), 31415, 92653)
        from _2 in Cases.That(replies[0].IsMessageCompressed, "the first reply was not compressed")
        from _3 in Cases.That(!replies[1].IsMessageCompressed, "the second reply was compressed")
        select _3;

    static Eff<Unit> Reply(TestService service, bool compressed)
    {
        var (fields, request) = (new ReplyFields(), Cases.LargeRequest);
        request.ResponseCompressed = new() { Value = compressed };
        return from reply in local(env => env.With(ReplyFields.Key, fields), service.UnaryCall(request))
               from _1 in Cases.That(fields.IsMessageCompressed == compressed, compressed ? "the reply was not compressed" : "the reply was compressed")
               from _2 in Cases.Zeros(reply.Payload, 314159)
               select _2;
    }

    static Eff<StreamingInputCallResponse> Upload(Client client, params IReadOnlyList<(bool Announced, bool Compressed, int Size)> messages)
    {
        var operation = TestService.Methods.StreamingInputCall.Operation;
        return client.With(Compressing).ClientStream<Request, StreamingInputCallResponse>(TestService.Methods.StreamingInputCall)(messages.ToObservable().Select(message => Packing.Packed(
            new Request(operation, new StreamingInputCallRequest { ExpectCompressed = new() { Value = message.Announced }, Payload = Zeros.Of(message.Size) }), message.Compressed)));
    }

    static Middleware Compressing { get; } = GrpcCall(static call => call with { Compression = GrpcCompression.Gzip });

    static bool Refused(Error error) => error is { Code: 400 };

    static ResponseParameters Wanted(bool compressed, int size) => new() { Compressed = new() { Value = compressed }, Size = size };

    static SimpleRequest Expecting(bool compressed)
    {
        var request = Cases.LargeRequest;
        request.ExpectCompressed = new() { Value = compressed };
        return request;
    }
}
