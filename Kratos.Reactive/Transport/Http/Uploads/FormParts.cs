using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>The parts of a form with files, one after another, by ASP.NET's reader.</summary>
sealed class FormParts
{
    const int Chunk = 1024;
    const int MostHeaders = 16;
    const int MostBoundary = 70;    // RFC 2046 5.1.1

    static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly MultipartReader reader;
    readonly UploadOptions limits;
    FormPart? last;
    int number;
    int size;

    FormParts(MultipartReader reader, UploadOptions limits) => (this.reader, this.limits) = (reader, limits);

    /// <summary>True once there is no more of the form.</summary>
    internal bool IsOver { get; private set; }

    internal static Fin<FormParts> Of(Stream body, string contentType, UploadOptions limits)
    {
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        return boundary.Length is 0 or > MostBoundary
            ? UploadFault.NoBoundary
            : new FormParts(new MultipartReader(boundary, body) { HeadersCountLimit = MostHeaders, HeadersLengthLimit = limits.MaxPartHeaders, BodyLengthLimit = null }, limits);
    }

    /// <summary>The next part, or null behind the last one. What was left of the one before is passed over.</summary>
    internal async Task<Fin<FormPart?>> NextAsync(CancellationToken token)
    {
        last?.Content.End();
        number++;
        try
        {
            var section = await reader.ReadNextSectionAsync(token).ConfigureAwait(false);
            if (section is not null) return Of(section).Map(part => (FormPart?)(last = part));
            IsOver = true;
            return Fin<FormPart?>.Succ(null);
        }
        catch (Exception e)
        {
            return UploadFault.Of(e, last is null ? $"part {number}" : $"the part behind '{last.Name}'");
        }
    }

    /// <summary>The text of a part that is no file.</summary>
    internal async Task<Fin<string>> TextAsync(FormPart part, CancellationToken token)
    {
        try
        {
            using var text = new MemoryStream();
            var buffer = new byte[Chunk];
            while (await part.Content.ReadAsync(buffer, token).ConfigureAwait(false) is > 0 and var read)
            {
                if ((size += read) > limits.MaxFields) return UploadFault.FieldsTooLarge(part.Name, limits.MaxFields);
                text.Write(buffer, 0, read);
            }

            return strict.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (DecoderFallbackException)
        {
            return UploadFault.NotUtf8(part.Name);
        }
        catch (ErrorException e)
        {
            return e.Error;
        }
    }

    Fin<FormPart> Of(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase) || disposition.Name.Length == 0)
            return UploadFault.Nameless(number);
        var name = HeaderUtilities.UnescapeAsQuotedString(disposition.Name).ToString();
        if (number > limits.MaxParts) return UploadFault.TooMany(name, limits.MaxParts);
        var encoding = section.Headers is { } fields && fields.TryGetValue("Content-Transfer-Encoding", out var given) ? given.ToString() : "";
        if (encoding.ToLowerInvariant() is not ("" or "binary" or "7bit" or "8bit")) return UploadFault.Encoded(name, encoding);
        var isFile = disposition.Parameters.Any(static one => one.Name.Equals("filename", StringComparison.OrdinalIgnoreCase) || one.Name.Equals("filename*", StringComparison.OrdinalIgnoreCase));
        var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName);
        return new FormPart(name, isFile ? file.ToString() : null, section.ContentType ?? "", Fields(section), new PartStream(section.Body, name, isFile ? limits.MaxFile : long.MaxValue));
    }

    // Those that a header field can be: what a part says is not judged as that of a request was.
    static Headers Fields(MultipartSection section) => Headers.Trusted([.. (section.Headers ?? new()).SelectMany(static field => field.Value, static (field, value) => new KeyValuePair<string, string>(field.Key, value ?? "")).Where(static field => Headers.Check(field.Key, field.Value).IsSucc)]);
}

/// <summary>A part of a form.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="FileName">What the file is called; null for a part that is none.</param>
/// <param name="ContentType">What it is said to be; empty when nothing is said.</param>
/// <param name="Headers">Its header fields.</param>
/// <param name="Content">What is in it.</param>
sealed record FormPart(string Name, string? FileName, string ContentType, Headers Headers, PartStream Content);
