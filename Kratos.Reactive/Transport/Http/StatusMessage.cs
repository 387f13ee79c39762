using Google.Protobuf;
using Kratos.Reactive.Protos.Errors;

namespace Kratos.Reactive;

/// <summary>Failures in the wire format of protobuf, as servers of Kratos write them for who asks for that.</summary>
static class StatusMessage
{
    internal static bool Is(string contentType) => contentType.Contains("proto", StringComparison.OrdinalIgnoreCase) && !contentType.Contains("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for what is none. The code is the status of the answer.</summary>
    internal static Error? Read(int status, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var told = Status.Parser.ParseFrom(bytes);
            return new Error(status, told.Reason, told.Message) { Metadata = told.Metadata };
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
