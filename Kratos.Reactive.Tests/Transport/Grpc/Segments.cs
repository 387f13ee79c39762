using System.Buffers;

namespace Kratos.Reactive.Tests;

/// <summary>Bytes as a sequence of several buffers.</summary>
sealed class Segments : ReadOnlySequenceSegment<byte>
{
    Segments(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    /// <summary>The bytes, cut at the places given (in order; those past the end count as the end).</summary>
    internal static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, params IReadOnlyList<int> cuts)
    {
        var first = new Segments(bytes[..Math.Min(cuts.Count == 0 ? bytes.Length : cuts[0], bytes.Length)], 0);
        var last = first;
        var at = first.Memory.Length;
        foreach (var cut in cuts.Skip(1).Append(bytes.Length))
        {
            var end = Math.Max(at, Math.Min(cut, bytes.Length));
            var next = new Segments(bytes[at..end], at);
            last.Next = next;
            (last, at) = (next, end);
        }

        return new(first, 0, last, last.Memory.Length);
    }
}
