using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive.Etcd;

/// <summary>Settings of a registry in etcd. Change some with <c>with</c>: <c>EtcdOptions.Default with { Endpoints = ["https://etcd-1:2379", "https://etcd-2:2379"] }</c>.</summary>
public sealed record EtcdOptions
{
    /// <summary>What a registry has unless told otherwise.</summary>
    public static EtcdOptions Default { get; } = new();

    /// <summary>Where etcd is, each <c>http://host:port</c> or, with TLS, <c>https://host:port</c>: <c>http://127.0.0.1:2379</c> unless set. When one does not answer, the next is asked.</summary>
    public IReadOnlyList<string> Endpoints { get; init => field = ValueList.From(value); } = ValueList.Of("http://127.0.0.1:2379");

    /// <summary>What all keys begin with: <c>/microservices</c> unless set, as Go Kratos has it. An instance is at <c>namespace/service/id</c>.</summary>
    public string Namespace { get; init; } = "/microservices";

    /// <summary>How long etcd keeps an instance that it hears nothing from: 15 s unless set, as Go Kratos has it; whole seconds, at least 1 (etcd may make it longer: 1.5 of its election timeout at least). It is told of after each third. A watch doubts an empty list for as long after an interruption.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one endpoint may take to answer, until the next is asked: 3 s unless set, and never more than a fifth of <see cref="Ttl"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long registering, deregistering and reading a list may take in all: 8 s unless set. Meanwhile what may heal is tried again. Let it be less than <see cref="App.RegistrarTimeout"/> (10 s), which only says that the time is up.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The waits after a try that failed at every endpoint; a used-up one goes on with its last wait. Unless set 100 ms, growing by 2 to 2 s, with a jitter of 0.5.</summary>
    public Schedule Backoff { get; init; } = Schedule.Exponential(TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(2)).Jitter();

    /// <summary>How often a watch asks for a sign of life: every 5 s unless set. One that is not answered within <see cref="RequestTimeout"/> is lost, and another endpoint is watched.</summary>
    public TimeSpan SignOfLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Who is asking; nobody, unless set. The token is fetched when it is needed, and again when etcd no longer takes it.</summary>
    public EtcdUser? User { get; init; }

    /// <summary>The certificates that etcd's must come from; those that the machine trusts, unless set.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The certificate that says who is calling, with its private key; none, unless set.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The name that etcd's certificate must be for; the host of the endpoint, unless set.</summary>
    public string? ServerName { get; init; }

    /// <summary>Where is written what is registered, lost and taken again, and when a watch is interrupted; nowhere, unless set.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal TimeSpan TryTimeout => RequestTimeout < Ttl / 5 ? RequestTimeout : Ttl / 5;

    internal Fin<EtcdOptions> Checked() =>
        Endpoints.Count == 0 ? Invalid(nameof(Endpoints), "there is none")
        : Ttl < TimeSpan.FromSeconds(1) || Ttl.Ticks % TimeSpan.TicksPerSecond != 0 ? Invalid(nameof(Ttl), $"{Ttl} is not whole seconds, at least one")
        : RequestTimeout <= TimeSpan.Zero ? Invalid(nameof(RequestTimeout), "it must be more than zero")
        : CallTimeout <= TimeSpan.Zero ? Invalid(nameof(CallTimeout), "it must be more than zero")
        : SignOfLife <= TimeSpan.Zero ? Invalid(nameof(SignOfLife), "it must be more than zero")
        : this;

    internal RegistrySettings Settings => new(CallTimeout, Backoff, Log);

    internal GrpcClientOptions Connection => new()
    {
        ConnectTimeout = TryTimeout,
        Reconnect = Schedule.Exponential(TimeSpan.FromMilliseconds(100), 1.6, TimeSpan.FromSeconds(1)).Jitter(0.2),
        // Not more often than every 5 s, which etcd forbids (--grpc-keepalive-min-time), and not without a call.
        KeepAlive = TimeSpan.FromSeconds(10),
        KeepAliveTimeout = TimeSpan.FromSeconds(3),
        Requests = new Backpressure(16),
        // A page of a list is as large as its 500 instances are, and etcd lets none be larger than 1.5 MiB.
        Call = GrpcCallOptions.Default with { MaxReceive = int.MaxValue },
        Roots = Roots,
        Certificate = Certificate,
        ServerName = ServerName,
    };

    static Error Invalid(string field, string why) => Error.BadRequest("ETCD_OPTIONS_INVALID", $"EtcdOptions.{field}: {why}");
}
