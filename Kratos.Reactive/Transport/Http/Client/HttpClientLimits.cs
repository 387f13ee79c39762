namespace Kratos.Reactive;

/// <summary>What settings of a client must be.</summary>
static class HttpClientLimits
{
    internal static Fin<Unit> Check(HttpClientOptions options)
    {
        if (!IsWait(options.ConnectTimeout)) return Bad(nameof(options.ConnectTimeout), "more than nothing, or infinite");
        if (!IsWait(options.IdleTimeout)) return Bad(nameof(options.IdleTimeout), "more than nothing, or infinite");
        if (!IsWait(options.ConnectionLifetime)) return Bad(nameof(options.ConnectionLifetime), "more than nothing, or infinite");
        if (options.MaxConnections < 1) return Bad(nameof(options.MaxConnections), "1 or more");
        if (options.MaxReceivedHeaders < 1) return Bad(nameof(options.MaxReceivedHeaders), "1 or more");
        if (!IsWait(options.Call.IdleTimeout)) return Bad("Call.IdleTimeout", "more than nothing, or infinite");
        if (options.Call.MaxReceive < 0) return Bad("Call.MaxReceive", "0 or more");
        if (options.Call.MaxSend < 0) return Bad("Call.MaxSend", "0 or more");
        if (options.Call.MaxUrl < 1) return Bad("Call.MaxUrl", "1 or more");
        if (options.Codecs.Count == 0) return Bad(nameof(options.Codecs), "one or more formats");
        return Headers.Check("user-agent", options.UserAgent).IsFail ? Bad(nameof(options.UserAgent), "a text that a header field can have")
            : CodecNames.Check(options.Codecs) is { IsFail: true, Failed: var names } ? Error.BadRequest("BAD_OPTION", $"HttpClientOptions.Codecs: {names.Message}")
            : Unit.Default;
    }

    static bool IsWait(TimeSpan span) => span > TimeSpan.Zero || span == Timeout.InfiniteTimeSpan;

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"HttpClientOptions.{name} must be {what}");
}
