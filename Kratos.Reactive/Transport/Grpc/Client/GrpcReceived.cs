using System.Globalization;
using System.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>What came back beside messages: header fields, trailers, and the status in one of them.</summary>
readonly struct GrpcReceived(HttpResponseMessage response)
{
    const string PushbackName = "grpc-retry-pushback-ms";

    internal Headers Headers => Fields(response.Headers.NonValidated, response.Content.Headers.NonValidated);

    internal Headers Trailers => Fields(response.TrailingHeaders.NonValidated, default);

    internal MessageEncoding? Encoding => response.Headers.NonValidated.TryGetValues("grpc-encoding", out var name) ? MessageEncoding.Find(name.ToString()) : null;

    /// <summary>The end of a call that has no messages: a status in place of headers, or no answer of gRPC at all. Null when messages may follow.</summary>
    internal GrpcFailure? Early()
    {
        var fields = response.Headers.NonValidated;
        if (Status(fields) is { } status) return new(status.ToError(), Committed: false, Pushback(fields), Headers);
        if ((int)response.StatusCode != 200) return new(Bare($"the server answered with HTTP status {(int)response.StatusCode}, and without one of gRPC"), Committed: false, null, Headers);
        return IsGrpc ? null : new(Bare("the server answered with something that is not gRPC"), Committed: false, null, Headers);
    }

    /// <summary>The end of a call whose messages have all been read.</summary>
    internal GrpcFailure Late()
    {
        var fields = response.TrailingHeaders.NonValidated;
        var error = Status(fields) is { } status ? status.ToError() : Bare("the server ended the call without a status");
        return new(error, Committed: true, error is null ? null : Pushback(fields), Trailers);
    }

    /// <summary>The failure that the trailers tell, if they are there and do: it is the better reason for messages that ended early.</summary>
    internal Error? Failed() => Status(response.TrailingHeaders.NonValidated)?.ToError();

    bool IsGrpc => response.Content.Headers.NonValidated.TryGetValues("content-type", out var type) && GrpcContentType.Of(type.ToString()) is { IsGrpc: true, IsWeb: false };

    Error Bare(string message) => GrpcFaults.Failed(GrpcCodes.OfBareHttp((int)response.StatusCode), message);

    static GrpcStatus? Status(HttpHeadersNonValidated fields)
    {
        if (!fields.TryGetValues(GrpcStatus.Name, out var value)) return null;
        var status = value.ToString();
        return status == "0" ? GrpcStatus.Ok : GrpcStatus.Read(status, Text(fields, GrpcMessage.Name), Text(fields, GrpcStatus.DetailsName));
    }

    static string Text(HttpHeadersNonValidated fields, string name) => fields.TryGetValues(name, out var value) ? value.ToString() : "";

    // What cannot be read, or is less than zero, means: not again.
    static TimeSpan? Pushback(HttpHeadersNonValidated fields) => !fields.TryGetValues(PushbackName, out var text) ? null
        : int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var wait) ? TimeSpan.FromMilliseconds(wait) : Timeout.InfiniteTimeSpan;

    static Headers Fields(HttpHeadersNonValidated first, HttpHeadersNonValidated then)
    {
        var reader = new MetadataFields(first.Count + then.Count);
        foreach (var (name, values) in first)
            foreach (var value in values) reader.Add(name, value);
        foreach (var (name, values) in then)
            foreach (var value in values) reader.Add(name, value);
        return reader.ToHeaders();
    }
}
