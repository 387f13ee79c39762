namespace Kratos.Reactive;

/// <summary>Metadata whose name ends in <c>-bin</c>: bytes, as base64 text. Source: grpc/grpc doc/PROTOCOL-HTTP2.md.</summary>
public static class BinaryMetadata
{
    /// <summary>The end of the name of a binary field: <c>-bin</c>.</summary>
    public const string Suffix = "-bin";

    /// <summary>True of a name that ends in <c>-bin</c>.</summary>
    public static bool IsBinary(string name) => name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    extension(Headers headers)
    {
        /// <summary>With one more binary value under <paramref name="name"/>, which must end in <c>-bin</c>.</summary>
        /// <exception cref="ErrorException">500 <c>HEADER_INVALID</c>: the name has another end, or is none.</exception>
        public Headers AddBinary(string name, ReadOnlySpan<byte> value) => IsBinary(name)
            ? headers.Add(name, Encode(value))
            : throw new ErrorException(Error.Internal("HEADER_INVALID", $"the name of the binary field '{name}' must end in {Suffix}"));

        /// <summary>Every binary value under <paramref name="name"/>, in order; a value that is not base64, padded or not, is left out.</summary>
        public IReadOnlyList<byte[]> BinaryValues(string name)
        {
            var found = new List<byte[]>();
            foreach (var value in headers.Values(name))
                if (TryDecode(value, out var bytes)) found.Add(bytes);

            return found;
        }
    }

    /// <summary>As it is sent: without padding.</summary>
    internal static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>As it may come: with padding, or without, or with blanks around it.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        text = text.Trim(' ').TrimEnd('=');
        bytes = [];
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet)) return false;
        Span<char> padded = text.Length <= 512 ? stackalloc char[text.Length + 3] : new char[text.Length + 3];
        text.CopyTo(padded);
        padded[text.Length..].Fill('=');
        bytes = new byte[text.Length * 3 / 4];
        return Convert.TryFromBase64Chars(padded[..((text.Length + 3) / 4 * 4)], bytes, out _);
    }

    static System.Buffers.SearchValues<char> Alphabet { get; } = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}
