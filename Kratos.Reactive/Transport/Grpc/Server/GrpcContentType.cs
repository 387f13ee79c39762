namespace Kratos.Reactive;

/// <summary>What a content type says of a call: <c>application/grpc</c>, <c>application/grpc-web</c> or <c>application/grpc-web-text</c>, each with or without <c>+proto</c> and parameters.</summary>
readonly record struct GrpcContentType(bool IsGrpc, bool IsWeb, bool IsText)
{
    const string Grpc = "application/grpc";

    internal static GrpcContentType Of(string? text)
    {
        if (text is null || !text.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase)) return default;
        var rest = text.AsSpan(Grpc.Length);
        if (Ends(rest)) return new(true, false, false);
        if (Takes(ref rest, "-web-text")) return new(true, true, true);
        return Takes(ref rest, "-web") ? new(true, true, false) : default;
    }

    static bool Takes(ref ReadOnlySpan<char> rest, string word)
    {
        if (!rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) || !Ends(rest[word.Length..])) return false;
        rest = rest[word.Length..];
        return true;
    }

    static bool Ends(ReadOnlySpan<char> rest) => rest is [] or ['+' or ';' or ' ', ..];
}
