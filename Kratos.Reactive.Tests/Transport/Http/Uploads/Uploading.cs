using System.Security.Cryptography;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>A service that says of an upload what it saw.</summary>
static class Uploading
{
    public sealed record Album(string Name = "", int Year = 0, IReadOnlyList<string>? Tags = null);

    public sealed record Seen(string Name, string File, string Type, long Size, string Hash);

    public sealed record Kept(Album Album, IReadOnlyList<Seen> Files);

    internal static Service Routed { get; } = Routes
        .Post<Upload<Album>, Kept>("/albums/{name}", static upload => upload.EachFile(See).Map(files => new Kept(upload.Message, files)))
        .Post<Upload<Unit>, IReadOnlyList<string>>("/names", static upload => upload.EachFile(static file => SuccessEff(file.FileName)))
        .Post<Upload<Album>, Album>("/unread", static upload => SuccessEff(upload.Message))
        .Post<Upload<Unit>, IReadOnlyList<int>>("/small", static upload => upload.EachFile(static file => file.Bytes(4).Map(static bytes => bytes.Length)))
        .Post<Upload<Unit>, IReadOnlyList<Unit>>("/twice", static upload => upload.EachFile(static _ => unitEff).Bind(_ => upload.EachFile(static _ => unitEff)))
        .Get("/here", static () => unitEff);

    internal static Eff<Seen> See(UploadFile file) => file.Read(async (content, token) =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, size) = (new byte[1000], 0L);
        while (await content.ReadAsync(buffer, token) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            size += read;
        }

        return new Seen(file.Name, file.FileName, file.ContentType, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    });

    internal static Seen Expected(string name, string file, string type, byte[] content) => new(name, file, type, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>A request with this body, its lines as they are on the wire; each <c>|</c> ends one.</summary>
    internal static string Raw(string path, string body, string type = "multipart/form-data; boundary=x", int? length = null)
    {
        var text = body.Replace("|", "\r\n", StringComparison.Ordinal);
        return $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{(type.Length > 0 ? $"Content-Type: {type}\r\n" : "")}Content-Length: {length ?? Encoding.Latin1.GetByteCount(text)}\r\n\r\n{text}";
    }
}
