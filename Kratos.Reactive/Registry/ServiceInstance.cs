namespace Kratos.Reactive;

/// <summary>One running copy of a service, as a registry knows it. Two are equal when everything they say is equal.</summary>
/// <remarks>Source: Go Kratos <c>registry.ServiceInstance</c>. Its <c>Equal</c> sorts the endpoints of both sides in place; comparing here changes nothing.</remarks>
/// <param name="Id">Tells the copies of one service apart.</param>
/// <param name="Name">The name of the service.</param>
/// <param name="Version">The version of the program, e.g. <c>v1.0.0</c>.</param>
public sealed partial record ServiceInstance(string Id, string Name, string Version)
{
    /// <summary>What else there is to know: a zone, a weight. Copied when set; null reads as empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = ValueMap.From(value); } = ValueMap.Empty;

    /// <summary>Where it can be reached, one URI each: <c>grpc://10.0.0.5:9000</c>. Copied when set; null reads as empty.</summary>
    /// <remarks>The order is kept and is part of equality: a caller takes the first endpoint that suits it, so another order is a change that it must hear of.
    /// (Go Kratos ignores the order.) An adapter whose store gives no order back sorts.</remarks>
    public IReadOnlyList<Uri> Endpoints { get; init => field = ValueList.From(value); } = ValueList<Uri>.Empty;

    /// <summary><c>name-id</c>, as in Go Kratos.</summary>
    public override string ToString() => $"{Name}-{Id}";

    /// <summary>This, if a registry may hold it: it has an id and a name, and every endpoint is an absolute URI with a host.</summary>
    internal Fin<ServiceInstance> Checked()
    {
        if (string.IsNullOrEmpty(Id)) return Invalid("the id is empty");
        if (string.IsNullOrEmpty(Name)) return Invalid("the name is empty");
        foreach (var endpoint in Endpoints)
            if (!Kratos.Reactive.Endpoints.TryParse(endpoint.OriginalString, out _)) return Invalid($"the endpoint '{endpoint.OriginalString}' is not an absolute URI with a host");

        return this;
    }

    static Error Invalid(string why) => Error.BadRequest("INSTANCE_INVALID", $"not a service instance: {why}");
}
