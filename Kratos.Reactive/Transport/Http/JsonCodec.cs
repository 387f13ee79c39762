using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>Messages to and from JSON, by contracts that are looked up when the server starts.</summary>
sealed class JsonCodec
{
    readonly JsonSerializerOptions options;

    internal JsonCodec(JsonSerializerOptions given, ProtoTypes proto)
    {
        Proto = proto;
        options = new JsonSerializerOptions(given);
        options.Converters.Add(new MessageJson(proto));
        FiniteNumbers.AddTo(options);
        options.MakeReadOnly(populateMissingResolver: true);
        Writing = new JsonWriterOptions { Encoder = options.Encoder, Indented = options.WriteIndented, MaxDepth = options.MaxDepth, SkipValidation = true };
        Reading = new JsonReaderOptions
        {
            AllowTrailingCommas = options.AllowTrailingCommas,
            CommentHandling = options.ReadCommentHandling == JsonCommentHandling.Skip ? JsonCommentHandling.Skip : JsonCommentHandling.Disallow,
            MaxDepth = options.MaxDepth,
        };
    }

    /// <summary>The messages of protobuf, which records may have inside.</summary>
    internal ProtoTypes Proto { get; }

    internal JsonWriterOptions Writing { get; }

    internal JsonReaderOptions Reading { get; }

    /// <summary>The contract of a type; a failure (500 <c>NO_CONTRACT</c>) when JSON cannot have it.</summary>
    internal Fin<JsonTypeInfo> Contract(Type type)
    {
        try
        {
            return options.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return Error.Internal("NO_CONTRACT", $"{type} cannot be read or written as JSON: {e.Message}") with { Cause = e };
        }
    }

    /// <summary>The contract of a reply that is declared as <paramref name="type"/>; none where that says nothing.</summary>
    internal Fin<JsonTypeInfo?> ReplyContract(Type type) => type == typeof(Unit) || type == typeof(Reply) || type == typeof(object) ? Fin<JsonTypeInfo?>.Succ(null) : Contract(type).Map(static found => (JsonTypeInfo?)found);

    /// <summary>Writes a reply by the contract of its own type, or of the declared one where that knows its derived types.</summary>
    internal void Write(Utf8JsonWriter writer, object message, JsonTypeInfo? declared)
    {
        if (message is Unit)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
            return;
        }

        var type = message.GetType();
        var known = declared is not null && (type == declared.Type || (declared.PolymorphismOptions is not null && declared.Type.IsAssignableFrom(type)));
        JsonSerializer.Serialize(writer, message, known ? declared! : options.GetTypeInfo(type));
    }
}
