using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Messages of protobuf inside of records: an envelope, a page. Their JSON is the canonical one there too.</summary>
sealed class MessageJson(ProtoTypes types) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeof(IMessage).IsAssignableFrom(typeToConvert) && !typeToConvert.IsAbstract;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Inner<>).MakeGenericType(typeToConvert), types)!;

    sealed class Inner<A>(ProtoTypes types) : JsonConverter<A> where A : class, IMessage, new()
    {
        readonly ProtoValue value = types.Message(new A().Descriptor);

        public override A? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            value.Read(ref reader, out var read) is { } wrong ? throw new JsonException($"{wrong.Field}: {wrong.Why}") : (A?)read;

        public override void Write(Utf8JsonWriter writer, A message, JsonSerializerOptions options) => value.Write(writer, message);
    }
}
