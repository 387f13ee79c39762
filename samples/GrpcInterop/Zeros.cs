using Google.Protobuf;

namespace GrpcInterop;

/// <summary>Payloads, which are zeros.</summary>
static class Zeros
{
    internal static Payload Of(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };

    internal static bool Are(Payload? payload, int size) => payload?.Body.Length == size && !payload.Body.Span.ContainsAnyExcept((byte)0);
}
