using Google.Protobuf;
using Kratos.Reactive.Protos.Failures;

namespace Kratos.Reactive;

/// <summary>Failures in the wire format of protobuf, as servers of Kratos write them for who asks for that: its <c>errors.Status</c>, with two fields more, as JSON has two members more.</summary>
static class StatusMessage
{
    internal static bool Is(string contentType) => contentType.Contains("proto", StringComparison.OrdinalIgnoreCase) && !contentType.Contains("json", StringComparison.OrdinalIgnoreCase);

    internal static Status Of(Error error)
    {
        var status = One(error);
        if (HttpFailure.Status(error) != error.Code) status.Status_ = HttpFailure.Status(error);
        status.Others.AddRange(error.Others.Select(One));
        return status;
    }

    /// <summary>Null for what is none. The status of the answer has the last word about the code, as in JSON.</summary>
    internal static Error? Read(int status, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var told = Status.Parser.ParseFrom(bytes);
            return One(told, told.Status_ == status && HttpFailure.Status(told.Code) == status ? told.Code : status) with { Others = [.. told.Others.Select(static other => One(other, other.Code))] };
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    static Status One(Error error)
    {
        var one = new Status { Code = error.Code, Reason = WellFormed.Text(error.Reason), Message = WellFormed.Text(error.Message) };
        foreach (var (key, value) in error.Metadata) one.Metadata[WellFormed.Text(key)] = WellFormed.Text(value);
        return one;
    }

    static Error One(Status told, int code) => new(code, told.Reason, told.Message) { Metadata = told.Metadata };
}
