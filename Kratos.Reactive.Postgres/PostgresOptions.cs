using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kratos.Reactive.Postgres;

/// <summary>Settings of a registry in PostgreSQL: <c>new PostgresOptions { ConnectionString = "Host=db-1,db-2;Username=shop;Database=registry;Target Session Attributes=primary" }</c>.</summary>
public sealed record PostgresOptions
{
    /// <summary>Where PostgreSQL is and who is asking, as Npgsql reads it. Unless it says otherwise: no more than 5 connections, one of which listens.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>What else there is to say of connections: certificates, passwords that change. Nothing, unless set.</summary>
    public Func<NpgsqlDataSourceBuilder, NpgsqlDataSourceBuilder> Connections { get; init; } = static builder => builder;

    /// <summary>The schema of the tables, and the channel on which changes are told: <c>kratos</c> unless set. What is not there is made when it is first needed, for which the user must be allowed to create a schema; reading needs <c>USAGE</c> of it and <c>SELECT</c> only.</summary>
    public string Schema { get; init; } = "kratos";

    /// <summary>How long an instance is found that nothing is heard from: 15 s unless set, at least 1 s. It is renewed after each third. A watch keeps those that were there for as long after an interruption.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one statement may take, with connecting: 3 s unless set, and never more than a fifth of <see cref="Ttl"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long registering, deregistering and reading a list may take in all: 8 s unless set. Meanwhile what may heal is tried again. Let it be less than <see cref="App.RegistrarTimeout"/> (10 s), which only says that the time is up.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The waits after a try that failed; a used-up one goes on with its last wait. Unless set 100 ms, growing by 2 to 2 s, with a jitter of 0.5.</summary>
    public Schedule Backoff { get; init; } = Schedule.Exponential(TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(2)).Jitter();

    /// <summary>How often a watch reads the list although nothing was told, and the connection that listens is asked for a sign of life: every 5 s unless set. A list is read, too, when the next lease in it runs out.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where is written what is registered, lost and taken again, and when a watch is interrupted; nowhere, unless set.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal TimeSpan TryTimeout => RequestTimeout < Ttl / 5 ? RequestTimeout : Ttl / 5;

    internal RegistrySettings Settings => new(CallTimeout, Backoff, Log);

    internal Fin<PostgresOptions> Checked() =>
        Ttl < TimeSpan.FromSeconds(1) ? Invalid(nameof(Ttl), $"{Ttl} is less than a second")
        : RequestTimeout <= TimeSpan.Zero ? Invalid(nameof(RequestTimeout), "it must be more than zero")
        : CallTimeout <= TimeSpan.Zero ? Invalid(nameof(CallTimeout), "it must be more than zero")
        : Refresh <= TimeSpan.Zero ? Invalid(nameof(Refresh), "it must be more than zero")
        : Schema.Length is 0 or > 63 || Schema.Any(static c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')) ? Invalid(nameof(Schema), $"'{Schema}' is not 1 to 63 of a to z, 0 to 9 and _")
        : this;

    internal Fin<NpgsqlDataSource> Source()
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (!text.ContainsKey("Maximum Pool Size")) text.MaxPoolSize = 5;
            text.ApplicationName ??= "Kratos.Reactive";
            text.CommandTimeout = 0;                // the clock of the environment says when
            text.CancellationTimeout = -1;          // a server that stands still would not hear of it
            text.Timeout = (int)Math.Ceiling(TryTimeout.TotalSeconds) + 5;
            return Connections(new NpgsqlDataSourceBuilder(text.ConnectionString)).Build();
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return Invalid(nameof(ConnectionString), wrong.Message) with { Cause = wrong };
        }
    }

    static Error Invalid(string field, string why) => Error.BadRequest("POSTGRES_OPTIONS_INVALID", $"PostgresOptions.{field}: {why}");
}
