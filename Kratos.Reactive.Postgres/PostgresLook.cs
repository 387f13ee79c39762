namespace Kratos.Reactive.Postgres;

/// <summary>One look at a service.</summary>
/// <param name="Store">The store that was looked at: another one is one that was set up anew.</param>
/// <param name="Seen">Who is there.</param>
/// <param name="Next">After this time the next lease runs out; null when there is none.</param>
sealed record PostgresLook(Guid Store, Sighting Seen, TimeSpan? Next);
