namespace Kratos.Reactive;

/// <summary>What is wrong with the settings of a client, by name.</summary>
static class GrpcClientLimits
{
    static readonly System.Buffers.SearchValues<char> notInAuthority = System.Buffers.SearchValues.Create("/\\?#@ ");
    static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    /// <summary>400 <c>BAD_OPTION</c> when a client cannot be made with these.</summary>
    internal static Fin<Unit> Check(GrpcClientOptions options)
    {
        if (options.ConnectTimeout <= TimeSpan.Zero && options.ConnectTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.ConnectTimeout), "more than nothing, or infinite");
        if (options.MaxConnections < 1) return Bad(nameof(options.MaxConnections), "1 or more");
        if (options.MaxReceivedMetadata is < 1 or > 64 * 1024 * 1024) return Bad(nameof(options.MaxReceivedMetadata), "from 1 to 64 MiB");
        if (options.KeepAlive < second && options.KeepAlive != Timeout.InfiniteTimeSpan) return Bad(nameof(options.KeepAlive), "1 s or more, or infinite");
        if (options.KeepAliveTimeout < second && options.KeepAliveTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.KeepAliveTimeout), "1 s or more, or infinite");
        if (!Enum.IsDefined(options.KeepAlivePolicy)) return Bad(nameof(options.KeepAlivePolicy), "one of the two");
        if (options.IdleTimeout <= TimeSpan.Zero && options.IdleTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.IdleTimeout), "more than nothing, or infinite");
        return Fault(options.Call) is { } fault ? Error.BadRequest("BAD_OPTION", fault) : Unit.Default;
    }

    /// <summary>What is wrong with the settings of a call; null for nothing.</summary>
    internal static string? Fault(GrpcCallOptions call)
    {
        if (call.Timeout < TimeSpan.Zero && call.Timeout != Timeout.InfiniteTimeSpan) return Says(nameof(call.Timeout), "0 or more, or infinite");
        if (!Enum.IsDefined(call.WhenDown)) return Says(nameof(call.WhenDown), "one of the two");
        if (!Enum.IsDefined(call.Compression)) return Says(nameof(call.Compression), "one of the three");
        if (call.MaxReceive < 0) return Says(nameof(call.MaxReceive), "0 or more");
        if (call.MaxSend < 0) return Says(nameof(call.MaxSend), "0 or more");
        if (call.MaxMetadata < 0) return Says(nameof(call.MaxMetadata), "0 or more");
        return call.Authority is { } authority && !IsAuthority(authority) ? Says(nameof(call.Authority), $"a host, with or without a port, and is '{authority}'") : null;
    }

    static bool IsAuthority(string text) =>
        !text.AsSpan().ContainsAny(notInAuthority) && Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri) && uri.AbsolutePath == "/" && uri.Host.Length > 0;

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"GrpcClientOptions.{name} must be {what}");

    static string Says(string name, string what) => $"GrpcCallOptions.{name} must be {what}";
}
