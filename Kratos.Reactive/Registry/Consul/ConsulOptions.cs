using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive.Consul;

/// <summary>Settings of a registry in Consul. Change some with <c>with</c>: <c>ConsulOptions.Default with { Address = "https://127.0.0.1:8501", Token = token }</c>.</summary>
public sealed record ConsulOptions
{
    /// <summary>What a registry has unless told otherwise.</summary>
    public static ConsulOptions Default { get; } = new();

    /// <summary>Where the agent of this machine is, <c>http://host:port</c> or <c>https://host:port</c>: <c>http://127.0.0.1:8500</c> unless set. An instance belongs to the agent that it was registered with, so there is one.</summary>
    public string Address { get; init; } = "http://127.0.0.1:8500";

    /// <summary>Who is asking, as <c>X-Consul-Token</c>; nobody, unless set. It is asked for at each call, and never shown.</summary>
    public Func<string>? Token { get; init; }

    /// <summary>The data centre whose instances are found: that of the agent, unless set.</summary>
    public string? Datacenter { get; init; }

    /// <summary>Tags of each instance, besides those that say its version and endpoints; none, unless set.</summary>
    public IReadOnlyList<string> Tags { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    /// <summary>How long an instance counts as well that nothing is heard from: 15 s unless set, at least 1 s. Consul is told of it after each third. A watch keeps those that were there for as long after an interruption.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long Consul forgets an instance that nothing is heard from: 10 min unless set; Consul makes it a minute at least.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one call may take: 3 s unless set, and never more than a fifth of <see cref="Ttl"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long registering, deregistering and reading a list may take in all: 8 s unless set. Meanwhile what may heal is tried again. Let it be less than <see cref="App.RegistrarTimeout"/> (10 s), which only says that the time is up.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The waits after a try that failed; a used-up one goes on with its last wait. Unless set 100 ms, growing by 2 to 2 s, with a jitter of 0.5.</summary>
    public Schedule Backoff { get; init; } = Schedule.Exponential(TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(2)).Jitter();

    /// <summary>How long a watch lets Consul wait for a change before it answers all the same: 10 s unless set, at least 1 s and at most 10 min. One that does not answer a sixteenth of that and <see cref="RequestTimeout"/> later is asked again.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The certificates that Consul's must come from; those that the machine trusts, unless set.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The certificate that says who is calling, with its private key; none, unless set.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Where is written what is registered, lost and taken again, and when a watch is interrupted; nowhere, unless set.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal TimeSpan TryTimeout => RequestTimeout < Ttl / 5 ? RequestTimeout : Ttl / 5;

    internal RegistrySettings Settings => new(CallTimeout, Backoff, Log);

    internal Fin<ConsulOptions> Checked() =>
        !Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0 ? Invalid(nameof(Address), $"'{Address}' is not http://host:port or https://host:port")
        : Ttl < TimeSpan.FromSeconds(1) ? Invalid(nameof(Ttl), $"{Ttl} is less than a second")
        : ForgetAfter <= TimeSpan.Zero ? Invalid(nameof(ForgetAfter), "it must be more than zero")
        : RequestTimeout <= TimeSpan.Zero ? Invalid(nameof(RequestTimeout), "it must be more than zero")
        : CallTimeout <= TimeSpan.Zero ? Invalid(nameof(CallTimeout), "it must be more than zero")
        : Wait < TimeSpan.FromSeconds(1) || Wait > TimeSpan.FromMinutes(10) ? Invalid(nameof(Wait), $"{Wait} is not from 1 s to 10 min")
        : this;

    static Error Invalid(string field, string why) => Error.BadRequest("CONSUL_OPTIONS_INVALID", $"ConsulOptions.{field}: {why}");
}
