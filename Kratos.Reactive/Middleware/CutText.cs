using System.Text;

namespace Kratos.Reactive;

/// <summary>Text as UTF-8 into a buffer that takes the beginning only.</summary>
sealed class CutText(CutBuffer start) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Encoding.UTF8.GetBytes([value], start);

    // In pieces: of what is too long for the buffer the beginning is taken too.
    public override void Write(string? value)
    {
        for (var rest = value.AsSpan(); rest.Length > 0;)
        {
            var piece = Math.Min(rest.Length, 1024);
            if (piece < rest.Length && char.IsHighSurrogate(rest[piece - 1])) piece--;
            Encoding.UTF8.GetBytes(rest[..piece], start);
            rest = rest[piece..];
        }
    }
}
