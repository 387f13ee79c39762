using System.Globalization;

namespace Kratos.Reactive;

/// <summary>How a call ended, as the three fields that say so: <c>grpc-status</c>, <c>grpc-message</c> (decoded) and <c>grpc-status-details-bin</c> (base64; empty for none).</summary>
/// <remarks>
/// Every <see cref="Error"/> survives the way there and back: code, reason, message, metadata and others. What another implementation said keeps its own code on the next hop: where the reason
/// does not tell it, it travels in the error's metadata under <c>grpc-status</c>.
/// </remarks>
readonly record struct GrpcStatus(GrpcCode Code, string Message, string Details)
{
    internal const string Name = "grpc-status";
    internal const string DetailsName = "grpc-status-details-bin";

    /// <summary>So many bytes the message and the details may take together, as they are sent: 6 KiB, for a peer that takes 8 KiB of trailers.</summary>
    internal const int Most = 6 * 1024;

    internal static GrpcStatus Ok { get; } = new(GrpcCode.Ok, "", "");

    /// <summary>The status for a failure. What is too large is left out in this order: the others, the details of other types, the metadata, all details, the end of the message; the code never.</summary>
    internal static GrpcStatus Of(Error error, int most = Most)
    {
        var code = CodeOf(error);
        var left = most - GrpcMessage.Encode(error.Message).Length;
        if (left < 0) return new(code, Cut(error.Message, most), "");
        var (alone, plain) = (error with { Others = [] }, error with { Others = [], Carried = null });
        foreach (var told in (ReadOnlySpan<Error>)[error, alone, plain, plain with { Metadata = ValueMap.Empty }])
            if (ErrorDetails.Write(told, code, left) is { } details) return new(code, error.Message, details);

        return new(code, error.Message, "");
    }

    /// <summary>The status that three fields say; one that cannot be read is <see cref="GrpcCode.Unknown"/>.</summary>
    internal static GrpcStatus Read(string status, string message, string details) =>
        new(int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (GrpcCode)code : GrpcCode.Unknown, GrpcMessage.Decode(message), details);

    /// <summary>The failure; null when there was none.</summary>
    internal Error? ToError()
    {
        if (Code == GrpcCode.Ok) return null;
        var error = ErrorDetails.Read(Details, new Error(GrpcCodes.ToHttp(Code), GrpcCodes.Reason(Code), Message));
        return GrpcCodes.Of(error) == Code ? error : error.WithMetadata(Name, Text);
    }

    /// <summary>The code, as it is sent.</summary>
    internal string Text => ((int)Code).ToString(CultureInfo.InvariantCulture);

    static GrpcCode CodeOf(Error error) => KeptCode(error) ?? GrpcCodes.Of(error);

    /// <summary>The code that came with a foreign status, where the rest of the error does not tell it.</summary>
    internal static GrpcCode? KeptCode(Error error) =>
        error.Metadata.TryGetValue(Name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code > 0
        && text == code.ToString(CultureInfo.InvariantCulture) && GrpcCodes.Of(error) != (GrpcCode)code ? (GrpcCode)code : null;

    static string Cut(string text, int most)
    {
        const int ends = 4;     // blanks at the ends take three bytes
        var (length, chars) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            length += rune.IsAscii && rune.Value is >= ' ' and <= '~' and not '%' ? 1 : 3 * rune.Utf8SequenceLength;
            if (length > most - ends) break;
            chars += rune.Utf16SequenceLength;
        }

        return text[..chars];
    }
}
