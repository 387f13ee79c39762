namespace Kratos.Reactive;

/// <summary>The endpoints that were written down.</summary>
sealed record AdvertiseExactly(ValueList<string> Texts) : Advertise
{
    private protected override IEnumerable<Fin<Uri>> Publish(IReadOnlyList<Uri> bound, IReadOnlyList<NetworkCard> cards) => Texts.Select(Read);

    static Fin<Uri> Read(string text, int place) => Endpoints.Parse(text, $"endpoint {place + 1}").Bind<Uri>(endpoint =>
        IsWildcard(endpoint) ? Invalid($"endpoint {place + 1} '{text}' stands for every interface, which is no address to call")
        : endpoint.Port == 0 ? Invalid($"endpoint {place + 1} '{text}' has port 0")
        : endpoint);
}
