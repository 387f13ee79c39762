using System.Buffers;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>A buffer and a JSON writer over it: one spare for each thread, so that a call makes neither. What is in it is gone when it is given back.</summary>
sealed class Scratch : IDisposable
{
    // A spare whose buffer grew beyond this gives it back.
    const int LargestSpare = 64 * 1024;

    [ThreadStatic]
    static Scratch? spare;

    readonly JsonCodec codec;
    readonly PooledBuffer buffer = new(1024);

    Scratch(JsonCodec codec) => (this.codec, Writer) = (codec, new Utf8JsonWriter(buffer, codec.Writing));

    internal Utf8JsonWriter Writer { get; }

    /// <summary>The buffer, for what is no JSON.</summary>
    internal IBufferWriter<byte> Buffer => buffer;

    /// <summary>What was written and flushed.</summary>
    internal ReadOnlySpan<byte> Written => buffer.WrittenMemory.Span;

    /// <summary>The same, for as long as this is not given back.</summary>
    internal ReadOnlyMemory<byte> WrittenMemory => buffer.WrittenMemory;

    /// <summary>Forgets what was written.</summary>
    internal void Clear()
    {
        buffer.Clear();
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
        Clear();
        if (buffer.Capacity > LargestSpare) buffer.Dispose();
        spare = this;
    }
}
