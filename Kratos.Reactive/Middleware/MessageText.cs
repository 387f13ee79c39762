using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>A message as a log shows it: JSON without its secrets. Of a big one only the beginning is written at all.</summary>
static class MessageText
{
    static readonly JsonSerializerOptions contracts = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new RedactedConverter() },
    };

    internal static string Of(Request request, Secrets secrets, int most)
    {
        if (!request.IsRead) return "(not read)";
        try
        {
            return request.Message switch
            {
                Unit => "",
                IRedacted own => own.Redact(),
                var message => Json(message, secrets, most),
            };
        }
        catch (Exception e)
        {
            return $"({request.Message.GetType().Name} cannot be shown: {e.GetType().Name})";
        }
    }

    static string Json(object message, Secrets secrets, int most)
    {
        using var start = new CutBuffer(most * 4);
        var whole = true;
        try
        {
            using var writer = new Utf8JsonWriter(start, new JsonWriterOptions { Encoder = contracts.Encoder, SkipValidation = true });
            if (message is IMessage proto) JsonFormatter.Default.Format(proto, new CutText(start));
            else JsonSerializer.Serialize(writer, message, message.GetType(), contracts);
        }
        catch (CutException)
        {
            whole = false;
        }

        return Copy(start.Written, secrets, whole);
    }

    // Whole tokens only: of a secret that was cut nothing is seen.
    static string Copy(ReadOnlySpan<byte> json, Secrets secrets, bool whole)
    {
        var text = new StringBuilder();
        var reader = new Utf8JsonReader(json, whole, default);
        var from = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !secrets.Has(reader.GetString()!)) continue;
            text.Append(Encoding.UTF8.GetString(json[from..(int)reader.BytesConsumed])).Append('"').Append(Secrets.Hidden).Append('"');
            if (!reader.TrySkip()) return text.Append(LogText.Cut).ToString();
            from = (int)reader.BytesConsumed;
        }

        text.Append(Encoding.UTF8.GetString(json[from..(int)reader.BytesConsumed]));
        return whole ? text.ToString() : text.Append(LogText.Cut).ToString();
    }

    sealed class RedactedConverter : JsonConverter<IRedacted>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(IRedacted).IsAssignableFrom(typeToConvert);

        public override IRedacted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("what was redacted cannot be read back");

        public override void Write(Utf8JsonWriter writer, IRedacted value, JsonSerializerOptions options) => writer.WriteStringValue(value.Redact());
    }
}
