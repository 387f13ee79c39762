using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>What the server sends back because the client said so.</summary>
static class Echo
{
    internal const string Initial = "x-grpc-test-echo-initial";
    internal const string Trailing = "x-grpc-test-echo-trailing-bin";

    // Where the codes of gRPC are found among errors.
    static readonly (int Code, string Reason)[] statuses =
    [
        (200, "OK"), (499, "CANCELLED"), (500, "UNKNOWN"), (400, "INVALID_ARGUMENT"), (504, "TIMED_OUT"), (404, "NOT_FOUND"), (409, "ALREADY_EXISTS"), (403, "PERMISSION_DENIED"), (429, "RESOURCE_EXHAUSTED"),
        (412, "FAILED_PRECONDITION"), (409, "ABORTED"), (400, "OUT_OF_RANGE"), (501, "UNIMPLEMENTED"), (500, "INTERNAL"), (503, "UNAVAILABLE"), (500, "DATA_LOSS"), (401, "UNAUTHENTICATED"),
    ];

    /// <summary>The metadata of the two keys: one as a header field, one as a trailer.</summary>
    internal static Eff<Unit> Metadata { get; } =
        from call in currentCall
        from _1 in Each(call.RequestHeaders.Values(Initial), value => call.SetHeader(Initial, value))
        from _2 in Each(call.RequestHeaders.Values(Trailing), value => call.SetTrailer(Trailing, value))
        select Unit.Default;

    /// <summary>The status that the client asked for; nothing for 0, and for none.</summary>
    internal static Eff<Unit> Status(EchoStatus? wanted) => wanted is null or { Code: 0 } ? unitEff
        : (uint)wanted.Code < (uint)statuses.Length ? FailEff<Unit>(new Error(statuses[wanted.Code].Code, statuses[wanted.Code].Reason, wanted.Message))
        : FailEff<Unit>(Error.BadRequest("STATUS_UNKNOWN", $"gRPC has no status {wanted.Code}"));

    // Values of one name are one field, with commas.
    static Eff<Unit> Each(IReadOnlyList<string> values, Func<string, Eff<Unit>> set) => when(values.Count > 0, set(string.Join(',', values)));
}
