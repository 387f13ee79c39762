using System.Globalization;
using System.Text;

namespace Kratos.Reactive;

/// <summary>The field <c>grpc-message</c>: UTF-8, percent-encoded where it is not printable ASCII. Source: grpc/grpc doc/PROTOCOL-HTTP2.md.</summary>
static class GrpcMessage
{
    internal const string Name = "grpc-message";

    const string Digits = "0123456789ABCDEF";

    /// <summary>Blanks at either end are encoded too: HTTP takes them off a field's value. A lone surrogate, which UTF-8 has no form for, becomes U+FFFD.</summary>
    internal static string Encode(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !text.Contains('%') && text is not ([' ', ..] or [.., ' '])) return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        var encoded = new StringBuilder(bytes.Length + 16);
        for (var i = 0; i < bytes.Length; i++)
        {
            var one = bytes[i];
            var edge = one == ' ' && (i == 0 || i == bytes.Length - 1);
            if (one is >= (byte)' ' and <= (byte)'~' and not (byte)'%' && !edge) encoded.Append((char)one);
            else encoded.Append('%').Append(Digits[one >> 4]).Append(Digits[one & 15]);
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: what is not an encoded byte is kept as it is, what is not UTF-8 becomes U+FFFD.</summary>
    internal static string Decode(string text)
    {
        if (!text.Contains('%')) return text;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes[length++] = one;
                i += 3;
                continue;
            }

            var run = text.AsSpan(i + 1).IndexOf('%');
            var end = run < 0 ? text.Length : i + 1 + run;
            length += Encoding.UTF8.GetBytes(text.AsSpan(i, end - i), bytes.AsSpan(length));
            i = end;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
