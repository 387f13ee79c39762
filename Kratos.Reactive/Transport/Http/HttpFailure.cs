using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>The wire format of a failure, Go Kratos' own: <c>{"code":404,"reason":"..","message":"..","metadata":{..}}</c>, all four always there. The cause never leaves.</summary>
static class HttpFailure
{
    static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    static readonly JsonEncodedText Metadata = JsonEncodedText.Encode("metadata");

    /// <summary>The status for a failure: its code, where that is the status of a failure (400 to 599), else 500.</summary>
    internal static int Status(Error error) => error.Code is >= 400 and <= 599 ? error.Code : StatusCodes.Status500InternalServerError;

    internal static void Write(Utf8JsonWriter writer, Error error)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Code, error.Code);
        writer.WriteString(Reason, WellFormed.Text(error.Reason));
        writer.WriteString(Message, WellFormed.Text(error.Message));
        writer.WriteStartObject(Metadata);
        foreach (var (key, value) in error.Metadata) writer.WriteString(WellFormed.Text(key), WellFormed.Text(value));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
