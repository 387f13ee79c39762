using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>Metadata both ways.</summary>
static class MetadataCases
{
    const string InitialValue = "test_initial_metadata_value";

    static readonly byte[] trailingValue = [0xab, 0xab, 0xab];

    static Headers Sent { get; } = Headers.Empty.Add(Echo.Initial, InitialValue).AddBinary(Echo.Trailing, trailingValue);

    internal static Eff<Unit> Custom(Client client) =>
        from whole in client.With(Sending).Unary<SimpleRequest, Reply>(TestService.Methods.UnaryCall)(Cases.LargeRequest)
        from _1 in Cases.Zeros((whole.Message as SimpleResponse)?.Payload, 314159)
        from _2 in Echoed(whole.Headers, whole.Trailers)
        from env in envEff
        let fields = new ReplyFields()
        let service = TestService.Over(client.With(Sending))
        from replies in service.FullDuplexCall(Observable.Return(Cases.Asking(314159, 271828)), env.With(ReplyFields.Key, fields)).ToList().SingleEff()
        from _3 in Cases.Zeros(replies, 314159)
        from headers in fields.Headers.SingleEff()
        from trailers in fields.Trailers.SingleEff()
        from _4 in Echoed(headers, trailers)
        select _4;

    static Handler Sending(Handler next) => request => next(request with { Headers = request.Headers.Merge(Sent) });

    static Eff<Unit> Echoed(Headers headers, Headers trailers) =>
        from _1 in Cases.That(headers.Values(Echo.Initial) is [InitialValue], $"the header field came back as '{string.Join("', '", headers.Values(Echo.Initial))}'")
        from _2 in Cases.That(
            trailers.BinaryValues(Echo.Trailing) is [var value] && value.AsSpan().SequenceEqual(trailingValue),
            $"the trailer came back as '{string.Join("', '", trailers.Values(Echo.Trailing))}'")
        select _2;
}
