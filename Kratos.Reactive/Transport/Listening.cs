namespace Kratos.Reactive;

/// <summary>A server that accepts calls.</summary>
/// <param name="Endpoints">Where it really listens: the port that was chosen, the address as it was bound.</param>
/// <param name="Faults">What ends it while it should run. A late subscriber is told too. It need not end, and completing means nothing.</param>
public sealed record Listening(IReadOnlyList<Uri> Endpoints, IObservable<Error> Faults)
{
    /// <summary>Where it really listens.</summary>
    public IReadOnlyList<Uri> Endpoints { get; init => field = ValueList.From(value); } = ValueList.From(Endpoints);
}
