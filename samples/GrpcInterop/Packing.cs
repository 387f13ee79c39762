using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>Which messages are compressed, and which have to be.</summary>
static class Packing
{
    internal const string Name = "grpc-encoding";
    internal const string Gzip = "gzip";

    static readonly Headers identity = Headers.Empty.Add(Name, "identity");

    internal static Eff<Unit> Expect(Call call, BoolValue? compressed) => liftEff<Unit>(_ => Expected(call, compressed));

    /// <summary>INVALID_ARGUMENT when the message that was just read should have come the other way.</summary>
    internal static Fin<Unit> Expected(Call call, BoolValue? compressed) => compressed is null || compressed.Value == call.IsMessageCompressed
        ? Unit.Default
        : Error.BadRequest("COMPRESSION_UNEXPECTED", compressed.Value ? "the message had to come compressed" : "the message had to come uncompressed");

    internal static Reply Packed(Reply reply, bool compressed) => compressed ? reply : reply with { Headers = identity };

    internal static Request Packed(Request request, bool compressed) => compressed ? request : request with { Headers = identity };
}
