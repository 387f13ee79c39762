using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive.Kubernetes;

/// <summary>Settings of discovery in Kubernetes. Unless changed with <c>with</c> they are those of a pod that asks with its service account, which must be allowed to <c>list</c> and <c>watch</c> <c>endpointslices</c> of <c>discovery.k8s.io</c>.</summary>
public sealed record KubernetesOptions
{
    /// <summary>What discovery has unless told otherwise.</summary>
    public static KubernetesOptions Default { get; } = new();

    /// <summary>Where the API server is, <c>https://host:port</c> or <c>http://host:port</c>: <c>https://kubernetes.default.svc</c> unless set.</summary>
    public string Address { get; init; } = "https://kubernetes.default.svc";

    /// <summary>The folder with <c>token</c>, <c>ca.crt</c> and <c>namespace</c> that Kubernetes gives a pod: <c>/var/run/secrets/kubernetes.io/serviceaccount</c> unless set. The token is read at each call, as Kubernetes changes it; one that is not there is not sent.</summary>
    public string Account { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The namespace of services that name none: that of the account, or <c>default</c> where there is no account, unless set. A service is named <c>shop</c>, or <c>shop.prod</c> in another namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The certificates that the server's must come from: the account's <c>ca.crt</c>, or those that the machine trusts where there is none, unless set.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>How long one call may take, and a watch to begin: 5 s unless set.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long reading a list may take in all: 10 s unless set. Meanwhile what may heal is tried again.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The waits after a try that failed; a used-up one goes on with its last wait. Unless set 100 ms, growing by 2 to 5 s, with a jitter of 0.5.</summary>
    public Schedule Backoff { get; init; } = Schedule.Exponential(TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(5)).Jitter();

    /// <summary>How long one watch is asked for, after which it is begun again where it ended: 30 s unless set, whole seconds, at least 1. One that is open for <see cref="RequestTimeout"/> longer is taken for dead.</summary>
    public TimeSpan WatchFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where is written when a watch is interrupted and when it goes on; nowhere, unless set.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal RegistrySettings Settings => new(CallTimeout, Backoff, Log);

    internal string Home => Namespace ?? Of("namespace") ?? "default";

    internal string? Token => Of("token");

    internal Fin<KubernetesOptions> Checked() =>
        !Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0 ? Invalid(nameof(Address), $"'{Address}' is not https://host:port or http://host:port")
        : RequestTimeout <= TimeSpan.Zero ? Invalid(nameof(RequestTimeout), "it must be more than zero")
        : CallTimeout <= TimeSpan.Zero ? Invalid(nameof(CallTimeout), "it must be more than zero")
        : WatchFor < TimeSpan.FromSeconds(1) || WatchFor.Ticks % TimeSpan.TicksPerSecond != 0 ? Invalid(nameof(WatchFor), $"{WatchFor} is not whole seconds, at least one")
        : Trusting();

    Fin<KubernetesOptions> Trusting()
    {
        var file = Path.Combine(Account, "ca.crt");
        if (Roots is not null || !File.Exists(file)) return this;
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            return this with { Roots = roots };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Invalid(nameof(Account), $"{file} cannot be read: {e.Message}") with { Cause = e };
        }
    }

    string? Of(string name)
    {
        var file = Path.Combine(Account, name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    static Error Invalid(string field, string why) => Error.BadRequest("KUBERNETES_OPTIONS_INVALID", $"KubernetesOptions.{field}: {why}");
}
