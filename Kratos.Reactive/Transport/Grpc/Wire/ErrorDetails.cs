using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Protos.Rpc;

namespace Kratos.Reactive;

/// <summary>The rest of an error beside code and message: a <c>google.rpc.Status</c> with one <c>ErrorInfo</c> (reason, metadata), as Go Kratos writes it. Where the code of the status does not tell that of
/// the error, or where there are others, <c>errors.Status</c> details follow: one for the error itself, with its code only, then one for each other. Details of other types come last, as they came.</summary>
static class ErrorDetails
{
    /// <summary>As base64; null when that is longer than <paramref name="most"/>.</summary>
    internal static string? Write(Error error, GrpcCode code, int most)
    {
        var status = new Status { Code = (int)code, Message = error.Message };
        var info = new ErrorInfo { Reason = error.Reason, Domain = GrpcCarried.DomainOf(error) };
        var kept = GrpcStatus.KeptCode(error) is not null;
        foreach (var (key, value) in error.Metadata)
            if (!(kept && key == GrpcStatus.Name)) info.Metadata.Add(key, value ?? "");
        status.Details.Add(Any.Pack(info));
        if (GrpcCodes.ToHttp(code) != error.Code || error.Others.Count > 0)
        {
            status.Details.Add(Any.Pack(new Protos.Errors.Status { Code = error.Code }));
            foreach (var other in error.Others) status.Details.Add(Any.Pack(Other(other)));
        }

        status.Details.AddRange(error.GrpcDetails);
        var size = status.CalculateSize();
        return (size * 4L + 2) / 3 <= most ? BinaryMetadata.Encode(status.ToByteArray()) : null;
    }

    /// <summary>The error with what the details say; what is no such thing says nothing.</summary>
    internal static Error Read(string details, Error plain)
    {
        if (details.Length == 0 || !BinaryMetadata.TryDecode(details, out var bytes)) return plain;
        try
        {
            return With(plain, Status.Parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            return plain;
        }
    }

    static Error With(Error plain, Status status)
    {
        ErrorInfo? info = null;
        List<Protos.Errors.Status> all = [];
        List<Any> further = [];
        foreach (var detail in status.Details)
            if (info is null && TryUnpack<ErrorInfo>(detail) is { } first) info = first;
            else if (TryUnpack<Protos.Errors.Status>(detail) is { } one) all.Add(one);
            else further.Add(detail);

        var error = info is null ? plain : plain with { Reason = info.Reason, Metadata = new Dictionary<string, string>(info.Metadata) };
        if (further.Count > 0 || info?.Domain is { Length: > 0 }) error = error with { Carried = new GrpcCarried(info is null ? null : (info.Reason, info.Domain), further) };
        return all.Count == 0 ? error : error with
        {
            Code = all[0].Code,
            Others = [.. all.Skip(1).Select(static other => new Error(other.Code, other.Reason, other.Message) { Metadata = new Dictionary<string, string>(other.Metadata) })],
        };
    }

    // What cannot be read is handed on as it is.
    static A? TryUnpack<A>(Any detail) where A : class, IMessage<A>, new()
    {
        try
        {
            return detail.TryUnpack<A>(out var read) ? read : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    static Protos.Errors.Status Other(Error error)
    {
        var other = new Protos.Errors.Status { Code = error.Code, Reason = error.Reason, Message = error.Message };
        foreach (var (key, value) in error.Metadata) other.Metadata.Add(key, value ?? "");
        return other;
    }
}
