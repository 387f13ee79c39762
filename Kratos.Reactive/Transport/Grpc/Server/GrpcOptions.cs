using System.IO.Compression;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive;

/// <summary>Settings of a gRPC server. Change some with <c>with</c>: <c>GrpcOptions.Default with { MaxReceive = 16 * 1024 * 1024 }</c>.</summary>
public sealed record GrpcOptions
{
    /// <summary>What a server has unless told otherwise.</summary>
    public static GrpcOptions Default { get; } = new();

    /// <summary>The largest message taken, in bytes, packed and unpacked: 4 MiB (4,194,304). A larger one is RESOURCE_EXHAUSTED, by its header, before it is there.</summary>
    public int MaxReceive { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest message sent, in bytes, unpacked: no limit but that of the format, 2 GiB. A larger one is RESOURCE_EXHAUSTED.</summary>
    public int MaxSend { get; init; } = int.MaxValue;

    /// <summary>How long a unary call may take, even if its caller would wait longer: no limit unless set. Past it the answer is DEADLINE_EXCEEDED. (Go Kratos has 1 s.) Streams have the caller's deadline only.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How many calls one connection may have open: 1,000. A client with more waits, or opens another connection.</summary>
    public int MaxStreams { get; init; } = 1000;

    /// <summary>How much metadata a call may come with and be answered with, in bytes, with 32 more for each field, those of the protocol itself included: 16 KiB (16,384). More is RESOURCE_EXHAUSTED; four times as much, and 64 KiB, ends the connection.</summary>
    public int MaxMetadata { get; init; } = 16 * 1024;

    /// <summary>How replies are compressed when the caller accepts it, and where it makes them smaller: not at all. A reply header field <c>grpc-encoding</c> (<c>gzip</c>, <c>deflate</c>, <c>identity</c>) decides for one call;
    /// on a <see cref="Reply"/> of a stream, <c>identity</c> decides for that message alone.</summary>
    public GrpcCompression Compression { get; init; }

    /// <summary>How hard to try to compress: as fast as can be.</summary>
    public CompressionLevel CompressionLevel { get; init; } = CompressionLevel.Fastest;

    /// <summary>How many replies of a stream may wait for the network, and what happens then: <see cref="Backpressure.Default"/>, 256 and a source that is slowed where it can be.</summary>
    public Backpressure Backpressure { get; init; } = Backpressure.Default;

    /// <summary>After how long without a sign of a client it is asked for one (an HTTP/2 ping): 1 min, at least 1 s. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is never.</summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it may take to give one, before its connection is closed: 20 s, at least 1 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection without calls is kept: 5 min. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is for ever. One without TLS that
    /// does not begin to speak HTTP/2 is closed sooner, after Kestrel's <c>RequestHeadersTimeout</c>, 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The certificate, for the name that the client asks for (empty when it names none): asked at each handshake, so that a new one is used as soon as it is given. Needed for <c>https</c>.</summary>
    public Func<string, X509Certificate2>? Certificate { get; init; }

    /// <summary>Whether clients are asked for a certificate: no. Who called is then the call's <see cref="Call.PeerCertificate"/>.</summary>
    public ClientCertificateMode ClientCertificates { get; init; } = ClientCertificateMode.NoCertificate;

    /// <summary>Which of them are good: those that the platform has no fault to find with.</summary>
    public Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool> TrustClient { get; init; } = static (_, _, faults) => faults == SslPolicyErrors.None;

    /// <summary>Whether gRPC-Web is answered too, binary and as text: no. Over <c>https</c> both are, on one port; over <c>http</c> it is HTTP/1.1, and this port answers gRPC-Web only.</summary>
    public bool Web { get; init; }

    /// <summary>From where browsers may call by gRPC-Web (CORS), e.g. <c>https://shop.example</c>; <c>*</c> is from everywhere. Only from the same origin unless set.</summary>
    public IReadOnlyList<string> WebOrigins { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    /// <summary>Where the server and Kestrel log; nowhere unless set: what only a log would tell then goes to <see cref="Env.Unhandled"/>. (Any provider costs a call 0.8 KB in ASP.NET Core.)</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The last word on Kestrel's own settings, after the ones above.</summary>
    public Action<KestrelServerOptions> Kestrel { get; init; } = static _ => { };
}
