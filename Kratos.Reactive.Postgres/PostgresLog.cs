using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Postgres;

/// <summary>What a registry logs of the connection that listens.</summary>
static partial class PostgresLog
{
    [LoggerMessage(67, LogLevel.Warning, "PostgreSQL tells of no change; lists are read every {Refresh} until it does: {Why}")]
    internal static partial void Deaf(ILogger log, TimeSpan refresh, Error why);

    [LoggerMessage(68, LogLevel.Information, "PostgreSQL tells of changes again")]
    internal static partial void HearsAgain(ILogger log);
}
