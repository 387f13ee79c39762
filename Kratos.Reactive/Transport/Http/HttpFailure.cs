using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>The wire format of a failure, Go Kratos' own: <c>{"code":404,"reason":"..","message":"..","metadata":{..}}</c>, all four always there. The cause never leaves.</summary>
/// <remarks>Two members say what Go Kratos has no place for, so that a client loses nothing: <c>status</c>, where the code is no status of a failure, and <c>others</c>, where several things failed.</remarks>
static class HttpFailure
{
    static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
    static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    static readonly JsonEncodedText Metadata = JsonEncodedText.Encode("metadata");
    static readonly JsonEncodedText StatusLine = JsonEncodedText.Encode("status");
    static readonly JsonEncodedText Others = JsonEncodedText.Encode("others");

    /// <summary>The status for a failure: its code, where that is the status of a failure (400 to 599), else 500.</summary>
    internal static int Status(Error error) => Status(error.Code);

    /// <inheritdoc cref="Status(Error)"/>
    internal static int Status(int code) => code is >= 400 and <= 599 ? code : StatusCodes.Status500InternalServerError;

    internal static void Write(Utf8JsonWriter writer, Error error)
    {
        writer.WriteStartObject();
        WriteMembers(writer, error);
        if (Status(error) != error.Code) writer.WriteNumber(StatusLine, Status(error));
        if (error.Others.Count > 0)
        {
            writer.WriteStartArray(Others);
            foreach (var other in error.Others)
            {
                writer.WriteStartObject();
                WriteMembers(writer, other);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    static void WriteMembers(Utf8JsonWriter writer, Error error)
    {
        writer.WriteNumber(Code, error.Code);
        writer.WriteString(Reason, WellFormed.Text(error.Reason));
        writer.WriteString(Message, WellFormed.Text(error.Message));
        writer.WriteStartObject(Metadata);
        foreach (var (key, value) in error.Metadata) writer.WriteString(WellFormed.Text(key), WellFormed.Text(value));
        writer.WriteEndObject();
    }
}
