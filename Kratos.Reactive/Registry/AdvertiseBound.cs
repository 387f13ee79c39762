namespace Kratos.Reactive;

/// <summary>What the choices that start from the bound endpoints have in common.</summary>
abstract record AdvertiseBound : Advertise
{
    private protected sealed override IEnumerable<Fin<Uri>> Publish(IReadOnlyList<Uri> bound, IReadOnlyList<NetworkCard> cards) =>
        from endpoint in bound
        where endpoint.Host.Length > 0
        select endpoint.Port == 0 ? Invalid($"'{endpoint.OriginalString}' has port 0: it is not bound yet")
            : Hosts.IsLoopback(Hosts.Of(endpoint)) ? endpoint
            : Reachable(endpoint, cards);

    private protected abstract Fin<Uri> Reachable(Uri endpoint, IReadOnlyList<NetworkCard> cards);
}
