namespace Kratos.Reactive;

/// <summary>A repeatable source of chance that several threads may ask. (<see cref="Random"/> with a seed may be asked by one only.)</summary>
sealed class SeededRandom(int seed) : Random
{
    readonly Random source = new(seed);
    readonly Lock gate = new();

    public override int Next() { lock (gate) return source.Next(); }
    public override int Next(int maxValue) { lock (gate) return source.Next(maxValue); }
    public override int Next(int minValue, int maxValue) { lock (gate) return source.Next(minValue, maxValue); }
    public override long NextInt64() { lock (gate) return source.NextInt64(); }
    public override long NextInt64(long maxValue) { lock (gate) return source.NextInt64(maxValue); }
    public override long NextInt64(long minValue, long maxValue) { lock (gate) return source.NextInt64(minValue, maxValue); }
    public override double NextDouble() { lock (gate) return source.NextDouble(); }
    public override float NextSingle() { lock (gate) return source.NextSingle(); }
    public override void NextBytes(byte[] buffer) { lock (gate) source.NextBytes(buffer); }
    public override void NextBytes(Span<byte> buffer) { lock (gate) source.NextBytes(buffer); }
}
