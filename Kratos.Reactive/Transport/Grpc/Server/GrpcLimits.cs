using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kratos.Reactive;

/// <summary>The limits of <see cref="GrpcOptions"/>, as Kestrel's settings.</summary>
static class GrpcLimits
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    internal static Fin<Unit> Check(GrpcOptions options)
    {
        if (options.MaxReceive < 0) return Bad(nameof(options.MaxReceive), "0 or more");
        if (options.MaxSend < 0) return Bad(nameof(options.MaxSend), "0 or more");
        if (options.Timeout <= TimeSpan.Zero && options.Timeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.Timeout), "more than nothing, or infinite");
        if (options.MaxStreams < 1) return Bad(nameof(options.MaxStreams), "1 or more");
        if (options.MaxMetadata is < 1 or > 64 * 1024 * 1024) return Bad(nameof(options.MaxMetadata), "from 1 to 64 MiB");
        if (!Enum.IsDefined(options.Compression)) return Bad(nameof(options.Compression), "one of the three");
        if (options.PingDelay < Second && options.PingDelay != Timeout.InfiniteTimeSpan) return Bad(nameof(options.PingDelay), "1 s or more, or infinite");
        if (options.PingTimeout < Second && options.PingTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.PingTimeout), "1 s or more, or infinite");
        if (options.IdleTimeout <= TimeSpan.Zero && options.IdleTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(options.IdleTimeout), "more than nothing, or infinite");
        return Unit.Default;
    }

    internal static void Apply(KestrelServerOptions kestrel, GrpcOptions options)
    {
        kestrel.AddServerHeader = false;
        // Bytes that are no ASCII go out as they came in.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;           // a message has a limit, a stream has none
        limits.MinRequestBodyDataRate = null;       // a stream may be silent for as long as it likes; pings tell who is there
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = options.IdleTimeout;
        // Above the limit that a call is refused by: beyond these the connection ends.
        limits.MaxRequestHeadersTotalSize = (4 * options.MaxMetadata) + (64 * 1024);
        limits.MaxRequestHeaderCount = 10_000;
        limits.Http2.MaxRequestHeaderFieldSize = limits.MaxRequestHeadersTotalSize;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreams;
        limits.Http2.KeepAlivePingDelay = options.PingDelay;
        limits.Http2.KeepAlivePingTimeout = options.PingTimeout;
    }

    internal static void Listen(ListenOptions listen, bool secure, GrpcOptions options, Env env)
    {
        listen.Protocols = secure ? HttpProtocols.Http1AndHttp2 : options.Web ? HttpProtocols.Http1 : HttpProtocols.Http2;
        if (secure)
        {
            listen.Use(Handshake.Begin);
            listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, name) => options.Certificate!(name ?? "");
                https.ClientCertificateMode = options.ClientCertificates;
                https.ClientCertificateValidation = options.TrustClient;
            });
            listen.Use(Handshake.End);
        }

        if (listen.Protocols == HttpProtocols.Http2) listen.Use(Http2Only.Guard(env, listen.KestrelServerOptions.Limits));
        listen.Use(static next => connection =>
        {
            connection.Features.Set(new GrpcConnection(connection));
            return next(connection);
        });
    }

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"GrpcOptions.{name} must be {what}");
}
