namespace Kratos.Reactive.Postgres;

/// <summary>What a registry asks of PostgreSQL.</summary>
interface IPostgresStore : ILeases
{
    /// <summary>All instances of a service.</summary>
    Eff<PostgresLook> Look(string service);

    /// <summary>Listens, and does not end but in a failure. Tells of each service that changed; first, once it listens, of all of them: that is the empty text.</summary>
    Eff<Unit> Listen(Action<string> told);
}
