using System.Net;
using System.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>What a call sends, the same at each try.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Url">The whole URL, as it is sent.</param>
/// <param name="Fields">The caller's header fields, and those of the client where the caller has none of the name.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Authority">What the server is told that it is called; null for host and port of the URL.</param>
sealed record HttpAsk(HttpMethod Verb, Uri Url, Headers Fields, ReadOnlyMemory<byte>? Body, string? Authority)
{
    /// <summary>The request of one try: one can be sent once.</summary>
    internal HttpRequestMessage ToRequest(TimeSpan? left)
    {
        var request = new HttpRequestMessage(Verb, Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher };
        if (Body is { } body) request.Content = new ReadOnlyMemoryContent(body);
        foreach (var (name, value) in Fields)
            if (!request.Headers.TryAddWithoutValidation(name, value)) Of(request).TryAddWithoutValidation(name, value);
        if (Authority is { } authority) request.Headers.Host = authority;
        if (left is { } timeout) request.Headers.TryAddWithoutValidation(GrpcTimeout.Name, GrpcTimeout.Write(timeout));
        return request;
    }

    // A field that describes a body, without one: it is the caller's wish.
    static HttpContentHeaders Of(HttpRequestMessage request) => (request.Content ??= new ReadOnlyMemoryContent(default)).Headers;
}
