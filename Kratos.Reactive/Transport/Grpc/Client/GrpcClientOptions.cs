using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Kratos.Reactive;

/// <summary>Settings of a gRPC client and its connections. Change some with <c>with</c>: <c>GrpcClientOptions.Default with { KeepAlive = 5.Minutes }</c>.</summary>
public sealed record GrpcClientOptions
{
    /// <summary>What a client has unless told otherwise.</summary>
    public static GrpcClientOptions Default { get; } = new();

    /// <summary>What each call has, unless <see cref="Prelude.GrpcCall"/> changes it: no timeout of its own, no compression, no retry, messages of 4 MiB at most.</summary>
    public GrpcCallOptions Call { get; init; } = GrpcCallOptions.Default;

    /// <summary>How a service that is called by its name is followed, and which of its nodes a call goes to: by latency, failures and calls in flight, unless set. A client of one address does not look at it.</summary>
    public FleetOptions Fleet { get; init; } = FleetOptions.Default;

    /// <summary>How many request messages of a stream wait for the network, and what happens then: 256, and a source that is slowed where it can be. (Replies do not wait: each is read when the one before was taken.)</summary>
    public Backpressure Requests { get; init; } = Backpressure.Default;

    /// <summary>How long a connection may take until the other side has answered: 20 s, as gRPC has it.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The waits between failed tries to connect, each counted from the beginning of the try before; a used-up one goes on with its last wait. Gives, unless set, 1 s, growing by 1.6 to 120 s, with a jitter of 0.2, as gRPC has it.</summary>
    public Schedule Reconnect { get; init; } = Schedule.Exponential(TimeSpan.FromSeconds(1), 1.6, TimeSpan.FromSeconds(120)).Jitter(0.2);

    /// <summary>How many connections there may be: 128. More than one is made only when the other side allows no more streams on those there are; past the limit a call is 429 <c>CONNECTIONS_EXHAUSTED</c>,
    /// unless it may wait (<see cref="WhenDown.Wait"/>): then it gets the first stream or connection that is free, and so do those which come while it waits.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>How large the header fields and the trailers of a reply may be, in bytes, rounded up to whole KiB: 64 KiB. Larger ones are 429 <c>RESOURCE_EXHAUSTED</c>.</summary>
    public int MaxReceivedMetadata { get; init; } = 64 * 1024;

    /// <summary>Asks an otherwise silent server for a sign of life after so long: never, unless set (at least 1 s). gRPC servers close the connection of a client that asks more often than every 5 minutes, as a rule. It is kept on the real clock.</summary>
    public TimeSpan KeepAlive { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long that sign may take: 20 s, at least 1 s. Then the connection is lost: its calls end in 503 <c>UNAVAILABLE</c>. It is kept on the real clock.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether it is asked for while no call is going on, too: it is not, unless set.</summary>
    public HttpKeepAlivePingPolicy KeepAlivePolicy { get; init; } = HttpKeepAlivePingPolicy.WithActiveRequests;

    /// <summary>How long a connection stays without any call: for ever, unless set. It is kept on the real clock.</summary>
    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The certificates that a server's must come from; those that the machine trusts, unless set.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The certificate that says who is calling, with its private key; none, unless set.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The name that a server's certificate must be for; the host of the address, unless set.</summary>
    public string? ServerName { get; init; }

    /// <summary>How a connection is dialled, TLS apart: TCP without delay, unless set. For Unix sockets, tunnels and tests.</summary>
    public Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> Dial { get; init; } = Tcp.Dial;

    internal bool SpeaksTls => (Certificate ?? (object?)Roots ?? ServerName) is not null;
}
