using System.Text;

namespace Kratos.Reactive;

/// <summary>Hashes that are the same in every process, so that all clients agree.</summary>
static class StableHash
{
    /// <summary>64 bits in which a change of one bit of the text changes half of all.</summary>
    internal static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        return Mix(hash);
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    /// <summary>FNV-1a of 32 bits, of the text in UTF-8: what Go Kratos' ring is made of.</summary>
    internal static uint Fnv1a(string text)
    {
        var hash = 2166136261U;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 16777619U;
        return hash;
    }
}
