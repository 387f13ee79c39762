using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kratos.Reactive.Kubernetes;

/// <summary>A page of slices, or a refusal (a <c>Status</c>): what is read of either, by the names of Kubernetes.</summary>
sealed record KubernetesList(KubernetesMeta? Metadata, IReadOnlyList<KubernetesSlice>? Items, string? Message, int Code);

sealed record KubernetesMeta(string? Name, string? ResourceVersion, string? Continue, IReadOnlyDictionary<string, string>? Labels);

/// <summary>Some of the endpoints of a service, which all have the same ports.</summary>
sealed record KubernetesSlice(KubernetesMeta? Metadata, string? AddressType, IReadOnlyList<KubernetesEndpoint>? Endpoints, IReadOnlyList<KubernetesPort>? Ports);

sealed record KubernetesEndpoint(IReadOnlyList<string>? Addresses, KubernetesConditions? Conditions, KubernetesTarget? TargetRef, string? NodeName, string? Zone)
{
    // What is not said means ready; a pod that ends is not ready any more.
    internal bool IsReady => Conditions?.Ready != false;
}

sealed record KubernetesConditions(bool? Ready);

sealed record KubernetesTarget(string? Name);

sealed record KubernetesPort(string? Name, int? Port, string? Protocol, string? AppProtocol);

/// <summary>What a watch tells: <c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> with a slice, or <c>ERROR</c> with a refusal.</summary>
sealed record KubernetesEvent(string? Type, JsonElement Object);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubernetesList))]
[JsonSerializable(typeof(KubernetesSlice))]
[JsonSerializable(typeof(KubernetesEvent))]
sealed partial class KubernetesJson : JsonSerializerContext;
