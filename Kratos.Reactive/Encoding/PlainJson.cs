using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>Any JSON to and from <c>google.protobuf.Value</c>.</summary>
static class PlainJson
{
    const int MostDepth = 64;

    static readonly AnyJsonValue any = new();
    static readonly ProtoValue text = Scalars.Of(FieldType.String);

    internal static bool TryParse(string given, out Value value)
    {
        value = new Value();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(given), new JsonReaderOptions { MaxDepth = MostDepth });
            return reader.Read() && Read(ref reader, out value) is null && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal static Wrong? Read(ref Utf8JsonReader reader, out Value value)
    {
        value = Value.ForNull();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                value = Value.ForBool(reader.TokenType == JsonTokenType.True);
                return null;
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                value = Value.ForNumber(number);
                return null;
            case JsonTokenType.String when JsonTokens.Text(ref reader, out var said):
                value = Value.ForString(said);
                return null;
            case JsonTokenType.StartArray:
                value = Value.ForList();
                return ProtoLists.Read(ref reader, any, value.ListValue.Values);
            case JsonTokenType.StartObject:
                value = Value.ForStruct(new Struct());
                return ProtoLists.ReadMap(ref reader, text, any, value.StructValue.Fields);
            default:
                return new("", reader.TokenType == JsonTokenType.Number ? "must be a number that 64 bits can hold" : "must be Unicode", reader.TokenStartIndex);
        }
    }

    /// <summary>JSON as a text; what is no JSON is said.</summary>
    internal static Wrong? Format(Action<Utf8JsonWriter> write, out string text)
    {
        var bytes = new ArrayBufferWriter<byte>();
        text = "";
        try
        {
            using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = MostDepth });
            write(writer);
            writer.Flush();
        }
        catch (InvalidOperationException e)
        {
            return new("", $"is no JSON: {e.Message}");
        }

        text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        return null;
    }

    internal static void Write(Utf8JsonWriter writer, Struct value) => ProtoLists.WriteMap(writer, any, value.Fields);

    internal static void Write(Utf8JsonWriter writer, ListValue value) => ProtoLists.Write(writer, any, value.Values);

    internal static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.NullValue:
                writer.WriteNullValue();
                break;
            case Value.KindOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case Value.KindOneofCase.NumberValue when double.IsFinite(value.NumberValue):
                writer.WriteNumberValue(value.NumberValue);
                break;
            case Value.KindOneofCase.StringValue:
                writer.WriteStringValue(WellFormed.Text(value.StringValue));
                break;
            case Value.KindOneofCase.StructValue:
                Write(writer, value.StructValue);
                break;
            case Value.KindOneofCase.ListValue:
                Write(writer, value.ListValue);
                break;
            default:
                throw new InvalidOperationException($"a Value that is {value.KindCase} {(value.HasNumberValue ? value.NumberValue : "")} is no JSON");
        }
    }
}
