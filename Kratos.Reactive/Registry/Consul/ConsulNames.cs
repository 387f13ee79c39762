using System.Globalization;

namespace Kratos.Reactive.Consul;

/// <summary>An instance as Consul has it, in the way of Go Kratos, which finds what we register; and back, whoever wrote it.</summary>
/// <remarks>On an agent an id has one service only, so it is written as <c>service:id</c>. The endpoints are tags, in their order; Go Kratos writes one address for each scheme instead, which is written and read, too.</remarks>
static class ConsulNames
{
    const string Version = "version=", Endpoint = "endpoint=";

    internal static string Id(ServiceInstance instance) => $"{Prefix(instance.Name)}{instance.Id}";

    internal static string CheckId(ServiceInstance instance, long lease) => $"{Id(instance)}#{lease.ToString("x", CultureInfo.InvariantCulture)}";

    internal static ConsulService Write(ServiceInstance instance, long lease, ConsulOptions options) => new()
    {
        Id = Id(instance),
        Name = instance.Name,
        Tags = [$"{Version}{instance.Version}", .. instance.Endpoints.Select(static one => $"{Endpoint}{one.OriginalString}"), .. options.Tags],
        Meta = instance.Metadata,
        Address = instance.Endpoints.Select(Hosts.Of).FirstOrDefault(),
        Port = instance.Endpoints.Select(static one => Math.Max(one.Port, 0)).FirstOrDefault(),
        TaggedAddresses = instance.Endpoints.DistinctBy(static one => one.Scheme).ToDictionary(static one => one.Scheme, static one => new ConsulAddress(one.OriginalString, Math.Max(one.Port, 0))),
        Check = new()
        {
            CheckId = CheckId(instance, lease),
            Name = "heard of",
            Ttl = Span(options.Ttl),
            Status = "passing",
            DeregisterCriticalServiceAfter = Span(options.ForgetAfter),
        },
    };

    internal static Fin<ServiceInstance> Read(string service, ConsulEntry entry)
    {
        var (found, prefix) = (entry.Service!, Prefix(service));
        return new ServiceInstance(found.Id!.StartsWith(prefix, StringComparison.Ordinal) ? found.Id[prefix.Length..] : found.Id, service, Tagged(found, Version).FirstOrDefault(""))
        {
            Metadata = found.Meta!,
            Endpoints = Reached(found, entry.Node),
        }.Checked();
    }

    internal static string Span(TimeSpan span) => $"{((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}ms";

    static IReadOnlyList<Uri> Reached(ConsulService found, ConsulNode? node)
    {
        if (Endpoints.ParseAll(Tagged(found, Endpoint)) is { Count: > 0 } written) return written;
        var addresses = found.TaggedAddresses?.Where(static one => !one.Key.StartsWith("lan", StringComparison.Ordinal) && !one.Key.StartsWith("wan", StringComparison.Ordinal)).Select(static one => one.Value.Address);
        if (Endpoints.ParseAll((addresses ?? []).Order(StringComparer.Ordinal)) is { Count: > 0 } told) return told;
        var host = string.IsNullOrEmpty(found.Address) ? node?.Address : found.Address;
        return string.IsNullOrEmpty(host) || found.Port is not > 0 ? [] : Endpoints.ParseAll([$"http://{new HostPort(host, found.Port.Value)}"]);
    }

    static IEnumerable<string> Tagged(ConsulService found, string name) => (found.Tags ?? []).Where(tag => tag.StartsWith(name, StringComparison.Ordinal)).Select(tag => tag[name.Length..]);

    static string Prefix(string service) => $"{service.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal)}:";
}
