using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>The header fields of a request, copied: the server uses its own again for the next request.</summary>
static class RequestHeaders
{
    // Go Kratos' metadata: x-md-global- travels on, x-md-local- (and any other) ends here.
    const string MetadataPrefix = "x-md-";

    internal static Headers Of(IHeaderDictionary fields, out Headers metadata)
    {
        var all = new KeyValuePair<string, string>[fields.Count];
        var (count, marked) = (0, 0);
        foreach (var (name, values) in fields)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)) marked += values.Count;
            for (var i = 0; i < values.Count; i++)
            {
                if (count == all.Length) Array.Resize(ref all, all.Length * 2);
                all[count++] = new(name, values[i] ?? "");
            }
        }

        if (count < all.Length) Array.Resize(ref all, count);
        metadata = marked == 0 ? Headers.Empty : Headers.Trusted([.. all.Where(static field => field.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))]);
        return Headers.Trusted(all);
    }
}
