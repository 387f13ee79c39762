using System.Buffers;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>How a codec works.</summary>
abstract record Coding;

/// <summary>JSON by the contracts of the transport.</summary>
sealed record JsonCoding : Coding;

/// <summary>The wire format of protobuf.</summary>
sealed record ProtobufCoding : Coding;

/// <summary>A form with files, which is read part by part; never written.</summary>
sealed record MultipartCoding : Coding;

/// <summary>A translation from JSON and to JSON.</summary>
sealed record NotationCoding(Func<Shape, ReadOnlyMemory<byte>, IBufferWriter<byte>, Fin<Unit>> Write, Func<Shape, ReadOnlyMemory<byte>, Utf8JsonWriter, Fin<Unit>> Read) : Coding;

/// <summary>Whole messages.</summary>
sealed record ObjectCoding(Func<object, IBufferWriter<byte>, Fin<Unit>> Write, Func<Type, ReadOnlyMemory<byte>, Fin<object>> Read) : Coding;
