namespace Kratos.Reactive;

/// <summary>The host that was named, by whom (<paramref name="Field"/>).</summary>
sealed record AdvertiseHost(string Name, string Field) : AdvertiseBound
{
    private protected override Fin<Uri> Reachable(Uri endpoint, IReadOnlyList<NetworkCard> cards)
    {
        var host = Name is ['[', .. var inner, ']'] ? inner : Name;
        return !Hosts.IsName(host) ? Invalid($"{Field} '{Name}' is not a host: a name or an address, without a port")
            : Hosts.IsWildcard(host) ? Invalid($"{Field} '{Name}' stands for every interface, which is no address to call")
            : endpoint.WithHost(host);
    }
}
