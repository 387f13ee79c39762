using Npgsql;

namespace Kratos.Reactive.Postgres;

/// <summary>What failures of PostgreSQL mean.</summary>
static class PostgresFaults
{
    // 3F000 invalid_schema_name, 42P01 undefined_table, 42883 undefined_function. Source: PostgreSQL's appendix A.
    internal static bool IsMissing(Error error) => error.Cause is PostgresException { SqlState: "3F000" or "42P01" or "42883" };

    internal static Error From(Error error) => error.Cause switch
    {
        PostgresException told => Told(told) with { Cause = told },
        NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException => Error.Unavailable("POSTGRES_UNREACHABLE", $"PostgreSQL does not answer: {error.Cause.Message}") with { Cause = error.Cause },
        _ => error,
    };

    static Error Told(PostgresException told) => told.SqlState switch
    {
        ['2', '8', ..] => Error.Unauthorized("POSTGRES_REFUSED", told.MessageText),
        "42501" => Error.Forbidden("POSTGRES_FORBIDDEN", told.MessageText),
        "3D000" => Error.BadRequest("POSTGRES_DATABASE_MISSING", told.MessageText),
        ['2', '2', ..] or ['2', '3', ..] => Error.BadRequest("POSTGRES_INVALID", told.MessageText),
        _ => Error.Unavailable("POSTGRES_FAILED", $"{told.SqlState}: {told.MessageText}"),
    };
}
