using Npgsql;
using NpgsqlTypes;

namespace Kratos.Reactive.Postgres;

/// <summary>What a registry asks of PostgreSQL, in its own words. What is missing is made when that is noticed.</summary>
sealed class PostgresStore(NpgsqlDataSource source, PostgresOptions options) : IPostgresStore
{
    readonly PostgresSql sql = new(options.Schema);

    public Eff<TimeSpan> Take(ServiceInstance instance, long lease) => Said(sql.Take, Row(instance, lease)).Map(_ => options.Ttl);

    public Eff<TimeSpan> Keep(ServiceInstance instance, long lease) =>
        from kept in Said(sql.Keep, Row(instance, lease))
        from _ in guard(kept is not null, RegistryFaults.LeaseGone) >> guard(kept is true, RegistryFaults.Replaced)
        select options.Ttl;

    public Eff<TimeSpan> Restore(ServiceInstance instance, long lease) =>
        from written in Said(sql.Restore, Row(instance, lease))
        from _ in guard(written is true, RegistryFaults.Replaced)
        select options.Ttl;

    public Eff<Unit> Release(ServiceInstance instance, long lease) => Said(sql.Release, [instance.Name, instance.Id, lease]).Map(static _ => Unit.Default);

    public Eff<PostgresLook> Look(string service) => Ask(async (connection, token) =>
    {
        await using var command = Command(connection, sql.Look, [service]);
        await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        var rows = new PostgresRows(service, options.Log);
        while (await reader.ReadAsync(token).ConfigureAwait(false))
        {
            rows.Store = reader.GetGuid(0);
            if (!reader.IsDBNull(1)) rows.Add(reader.GetString(1), reader.GetString(2), reader.GetTimeSpan(3));
        }

        return rows.ToLook();
    });

    public Eff<Unit> Listen(Action<string> told) => Listening(told).MapFail(PostgresFaults.From);

    async Eff<Unit> Listening(Action<string> told)
    {
        await using var connection = await Stoppable.Lift(async token => await source.OpenConnectionAsync(token).ConfigureAwait(false)).Within(options.TryTimeout);
        connection.Notification += (_, notification) => told(notification.Payload);
        await Run(connection, sql.Listen);
        told("");
        while (true)
        {
            var heard = await awaitAny(
                yieldFor(options.Refresh).Map(static _ => Fin<Unit>.Succ(Unit.Default)),
                Stoppable.Lift<Unit>(async token => { while (true) await connection.WaitAsync(token).ConfigureAwait(false); }).Try());
            if (heard.IsFail) await FailEff<Unit>(heard.Error);
            await Run(connection, "select");       // a sign of life
        }
    }

    Eff<object?> Said(string statement, object[] values) => Ask(async (connection, token) =>
    {
        await using var command = Command(connection, statement, values);
        return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is var said and not DBNull ? said : null;
    });

    Eff<A> Ask<A>(Func<NpgsqlConnection, CancellationToken, Task<A>> work)
    {
        var once = Connected(work);
        return (once | @catch(PostgresFaults.IsMissing, (Error _) => Connected(Create) >> once)).MapFail(PostgresFaults.From);
    }

    Eff<A> Connected<A>(Func<NpgsqlConnection, CancellationToken, Task<A>> work) => Stoppable.Lift(async token =>
    {
        await using var connection = await source.OpenConnectionAsync(token).ConfigureAwait(false);
        return await work(connection, token).ConfigureAwait(false);
    }).Within(options.TryTimeout);

    Task<Unit> Create(NpgsqlConnection connection, CancellationToken token) => Done(connection, sql.Create, token);

    Eff<Unit> Run(NpgsqlConnection connection, string statement) => Stoppable.Lift(token => Done(connection, statement, token)).Within(options.TryTimeout);

    static async Task<Unit> Done(NpgsqlConnection connection, string statement, CancellationToken token)
    {
        await using var command = Command(connection, statement, []);
        await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        return Unit.Default;
    }

    object[] Row(ServiceInstance instance, long lease) => [instance.Name, instance.Id, lease, options.Ttl, new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = instance.ToJson() }];

    static NpgsqlCommand Command(NpgsqlConnection connection, string statement, object[] values)
    {
        var command = new NpgsqlCommand(statement, connection);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
