using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Kratos.Reactive;

/// <summary>The request that asks for a WebSocket, and whether it was answered with one: RFC 6455 4.1. (That of .NET's own client does not show why it was refused.)</summary>
static class SocketHandshake
{
    const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The request, and the key that its answer has to know.</summary>
    internal static (HttpRequestMessage Request, string Key) Ask(HttpAsk ask, TimeSpan? left, Random chance)
    {
        var nonce = new byte[16];
        chance.NextBytes(nonce);
        var key = Convert.ToBase64String(nonce);
        var request = ask.ToRequest(left);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Content = null;
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        return (request, key);
    }

    internal static bool IsAnswer(HttpResponseMessage response, string key) => response.StatusCode == HttpStatusCode.SwitchingProtocols
        && response.Headers.TryGetValues("Sec-WebSocket-Accept", out var accept) && accept.SequenceEqual([Accept(key)]);

    /// <summary>What a server answers to a key: it proves that it knows WebSockets, no more.</summary>
    internal static string Accept(string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(key + Magic));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
