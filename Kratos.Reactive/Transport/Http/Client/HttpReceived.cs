using System.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>What came back, beside the body.</summary>
readonly struct HttpReceived(HttpResponseMessage response)
{
    const int FirstRead = 4 * 1024;

    internal int Status => (int)response.StatusCode;

    internal bool IsSuccess => response.IsSuccessStatusCode;

    internal string ContentType => response.Content.Headers.NonValidated.TryGetValues("content-type", out var type) ? type.ToString() : "";

    internal Headers Headers => Fields([response.Headers.NonValidated, response.Content.Headers.NonValidated]);

    /// <summary>Those behind the body, once that is read.</summary>
    internal Headers Trailers => Fields([response.TrailingHeaders.NonValidated]);

    /// <summary>How long from <paramref name="now"/> the server wants to be left alone: <c>Retry-After</c>, in seconds or as a date.</summary>
    internal TimeSpan? RetryAfter(DateTimeOffset now)
    {
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - now) : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>The body, up to so many bytes, and whether that is all of it.</summary>
    internal async ValueTask<(ReadOnlyMemory<byte> Bytes, bool Whole)> Read(int most, CancellationToken token)
    {
        var length = response.Content.Headers.ContentLength;
        if (length == 0) return (default, true);
        var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        var (bytes, count) = (new byte[Math.Min(length < int.MaxValue ? (int)length + 1 : FirstRead, Math.Min(most, int.MaxValue - 64) + 1L)], 0);
        while (await stream.ReadAsync(bytes.AsMemory(count), token).ConfigureAwait(false) is > 0 and var read)
        {
            count += read;
            if (count > most) return (bytes.AsMemory(0, most), false);
            if (count == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(bytes.Length * 2L, Math.Min(most, Array.MaxLength - 1) + 1L));
        }

        return (bytes.AsMemory(0, count), true);
    }

    static Headers Fields(ReadOnlySpan<HttpHeadersNonValidated> sets)
    {
        List<KeyValuePair<string, string>> fields = [];
        foreach (var set in sets)
            foreach (var (name, values) in set)
                foreach (var value in values) fields.Add(new(name, value));
        return Headers.Trusted([.. fields]);
    }
}
