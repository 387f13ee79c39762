using System.Text.Json.Serialization;

namespace Kratos.Reactive.Consul;

/// <summary>What is sent and read, by Consul's names: those that differ from ours are written out.</summary>
sealed record ConsulService
{
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    public string? Name { get; init; }          // when it is sent

    public string? Service { get; init; }       // when it is read

    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    public string? Address { get; init; }

    public int? Port { get; init; }

    public IReadOnlyDictionary<string, ConsulAddress>? TaggedAddresses { get; init; }

    public ConsulCheck? Check { get; init; }
}

sealed record ConsulAddress(string Address, int Port);

sealed record ConsulCheck
{
    [JsonPropertyName("CheckID")]
    public string? CheckId { get; init; }

    public string? Name { get; init; }

    [JsonPropertyName("TTL")]
    public string? Ttl { get; init; }

    public string? Status { get; init; }

    public string? DeregisterCriticalServiceAfter { get; init; }
}

sealed record ConsulNode(string? Address);

/// <summary>A service with its node and its checks, as health queries tell of it.</summary>
sealed record ConsulEntry(ConsulNode? Node, ConsulService? Service, IReadOnlyList<ConsulCheck>? Checks)
{
    internal bool IsCritical => Checks?.Any(static check => check.Status == "critical") == true;

    // An operator's word, not a lease that ran out.
    internal bool IsInMaintenance => Checks?.Any(static check => check.CheckId is "_node_maintenance" || check.CheckId?.StartsWith("_service_maintenance", StringComparison.Ordinal) == true) == true;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConsulService))]
[JsonSerializable(typeof(ConsulCheck))]
[JsonSerializable(typeof(ConsulEntry))]
[JsonSerializable(typeof(IReadOnlyList<ConsulEntry>))]
sealed partial class ConsulJson : JsonSerializerContext;
