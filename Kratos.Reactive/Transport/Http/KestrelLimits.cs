using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kratos.Reactive;

/// <summary>The limits of <see cref="HttpOptions"/>, as Kestrel's settings.</summary>
static class KestrelLimits
{
    static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    internal static Fin<Unit> Check(HttpOptions options)
    {
        if (options.Timeout <= TimeSpan.Zero && options.Timeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.Timeout), "more than nothing, or infinite");
        if (options.MaxBody < 0 || options.MaxBody > Array.MaxLength) return Bad(nameof(options.MaxBody), $"0 to {Array.MaxLength}: a body is read whole");
        if (options.MinBodyRate is < 0 or double.NaN) return Bad(nameof(options.MinBodyRate), "0 or more");
        if (options.MaxHeaders <= 0) return Bad(nameof(options.MaxHeaders), "more than 0");
        if (options.HeaderTimeout <= TimeSpan.Zero && options.HeaderTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.HeaderTimeout), "more than nothing, or infinite");
        if (options.KeepAlive <= TimeSpan.Zero && options.KeepAlive != Timeout.InfiniteTimeSpan) return Bad(nameof(options.KeepAlive), "more than nothing, or infinite");
        return options.Streams.Check().Bind(_ => options.Uploads.Check());
    }

    internal static void Apply(KestrelServerOptions kestrel, HttpOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.Limits.MinRequestBodyDataRate = options.MinBodyRate > 0 ? new MinDataRate(options.MinBodyRate, BodyGrace) : null;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaders;
        if (kestrel.Limits.MaxRequestBufferSize < options.MaxHeaders) kestrel.Limits.MaxRequestBufferSize = options.MaxHeaders;
        kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = options.KeepAlive;
    }

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"HttpOptions.{name} must be {what}");
}
