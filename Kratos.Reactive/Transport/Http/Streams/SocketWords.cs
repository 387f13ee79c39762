using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>What the two sides of a WebSocket say beside messages: Go Kratos' control frames, texts that begin with 0x1E, which no JSON does. <c>end</c> is the end of one side's messages; <c>error:</c> and a failure as JSON is how a call ended.</summary>
static class SocketWords
{
    const int MostReason = 123;     // bytes: a close frame has no room for more (RFC 6455 5.5)
    const int FirstOfOurs = 4000;   // close codes from here on are an application's own (RFC 6455 7.4.2)

    internal const string Json = "kratos.json";
    internal const string Protobuf = "kratos.protobuf";

    internal static ReadOnlySpan<byte> End => "\u001eend"u8;

    internal static ReadOnlySpan<byte> Failed => "\u001eerror:"u8;

    internal static bool IsControl(ReadOnlySpan<byte> text) => text is [0x1e, ..];

    /// <summary>The close code of a failure: 4000 and its status, 4404 for one that is not found.</summary>
    internal static WebSocketCloseStatus Status(Error error) => (WebSocketCloseStatus)(FirstOfOurs + HttpFailure.Status(error));

    /// <summary>Its reason, as much of it as a close frame has room for.</summary>
    internal static string Reason(Error error)
    {
        var text = WellFormed.Text(error.Reason);
        while (Encoding.UTF8.GetByteCount(text) > MostReason) text = text[..(char.IsLowSurrogate(text[^1]) ? ^2 : ^1)];
        return text;
    }

    /// <summary>The failure that an <c>error:</c> tells of: as JSON, else 500 <c>UNKNOWN</c> with the text, which is all that Go Kratos sends.</summary>
    internal static Error Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return FailureJson.Told(JsonElement.Parse(text), Error.Internal("", "")) ?? Unknown(text);
        }
        catch (JsonException)
        {
            return Unknown(text);
        }
    }

    static Error Unknown(ReadOnlySpan<byte> text) => Error.Internal("UNKNOWN", Encoding.UTF8.GetString(text));
}
