using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>The standard cases, by name; each is given a client and fails when something is not as it has to be. Source: grpc/grpc doc/interop-test-descriptions.md.</summary>
static class Cases
{
    internal static IReadOnlyDictionary<string, Func<Client, Eff<Unit>>> All { get; } = new Dictionary<string, Func<Client, Eff<Unit>>>
    {
        ["empty_unary"] = UnaryCases.Empty,
        ["large_unary"] = UnaryCases.Large,
        ["client_streaming"] = StreamCases.Upload,
        ["server_streaming"] = StreamCases.Download,
        ["ping_pong"] = StreamCases.PingPong,
        ["empty_stream"] = StreamCases.Empty,
        ["timeout_on_sleeping_server"] = EndCases.TimeoutOnSleepingServer,
        ["cancel_after_begin"] = EndCases.CancelAfterBegin,
        ["cancel_after_first_response"] = EndCases.CancelAfterFirstResponse,
        ["custom_metadata"] = MetadataCases.Custom,
        ["status_code_and_message"] = EndCases.StatusCodeAndMessage,
        ["special_status_message"] = EndCases.SpecialStatusMessage,
        ["unimplemented_method"] = EndCases.UnimplementedMethod,
        ["unimplemented_service"] = EndCases.UnimplementedService,
        ["client_compressed_unary"] = CompressionCases.ClientUnary,
        ["server_compressed_unary"] = CompressionCases.ServerUnary,
        ["client_compressed_streaming"] = CompressionCases.ClientStreaming,
        ["server_compressed_streaming"] = CompressionCases.ServerStreaming,
    };

    internal static Eff<Unit> That(bool holds, string what) => guard(holds, Error.Internal("NOT_AS_IT_SHOULD_BE", what));

    /// <summary>The payload has to be so many zeros.</summary>
    internal static Eff<Unit> Zeros(Payload? payload, int size) =>
        That(GrpcInterop.Zeros.Are(payload, size), $"a payload of {payload?.Body.Length ?? 0} bytes came, and had to be {size} zeros");

    /// <summary>The replies have to be of these sizes, in this order, and no others.</summary>
    internal static Eff<Unit> Zeros(IEnumerable<StreamingOutputCallResponse> replies, params IReadOnlyList<int> sizes)
    {
        StreamingOutputCallResponse[] all = [.. replies];
        return That(
            all.Length == sizes.Count && all.Zip(sizes).All(static pair => GrpcInterop.Zeros.Are(pair.Item1.Payload, pair.Item2)),
            $"payloads of {string.Join(", ", all.Select(static reply => reply.Payload?.Body.Length ?? 0))} bytes came, and had to be zeros of {string.Join(", ", sizes)}");
    }

    /// <summary>The effect has to fail as <paramref name="as"/> says.</summary>
    internal static Eff<Unit> Fails<A>(Eff<A> effect, Func<Error, bool> @as, string what) => effect
        .Match(static _ => "it succeeded", error => @as(error) ? "" : $"it ended with {error}")
        .Bind(wrong => That(wrong is "", $"{what}: {wrong}"));

    internal static SimpleRequest LargeRequest => new() { ResponseSize = 314159, Payload = GrpcInterop.Zeros.Of(271828) };

    internal static StreamingOutputCallRequest Asking(int size, int payload) => new() { ResponseParameters = { new ResponseParameters { Size = size } }, Payload = GrpcInterop.Zeros.Of(payload) };
}
