using System.Buffers;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>A buffer and a JSON writer over it: one spare for each thread, so that a call makes neither.</summary>
sealed class Scratch : IDisposable
{
    // A spare that grew beyond this is not kept.
    const int LargestSpare = 64 * 1024;

    [ThreadStatic]
    static Scratch? spare;

    readonly JsonCodec codec;
    readonly ArrayBufferWriter<byte> buffer = new(1024);

    Scratch(JsonCodec codec) => (this.codec, Writer) = (codec, new Utf8JsonWriter(buffer, codec.Writing));

    internal Utf8JsonWriter Writer { get; }

    /// <summary>The buffer, for what is no JSON.</summary>
    internal IBufferWriter<byte> Buffer => buffer;

    /// <summary>What was written and flushed.</summary>
    internal ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>The same, for as long as this is not given back.</summary>
    internal ReadOnlyMemory<byte> WrittenMemory => buffer.WrittenMemory;

    /// <summary>Forgets what was written.</summary>
    internal void Clear()
    {
        buffer.ResetWrittenCount();
        Writer.Reset();
    }

    internal static Scratch Rent(JsonCodec codec)
    {
        var rented = spare;
        if (rented?.codec != codec) return new Scratch(codec);
        spare = null;
        return rented;
    }

    public void Dispose()
    {
        if (buffer.Capacity > LargestSpare) return;
        Clear();
        spare = this;
    }
}
