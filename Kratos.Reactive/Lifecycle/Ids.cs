namespace Kratos.Reactive;

/// <summary>Ids of instances: random (version 4) UUIDs of RFC 9562, from the run's own chance.</summary>
static class Ids
{
    internal static string New(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
