namespace Kratos.Reactive.Postgres;

/// <summary>What PostgreSQL is told. Only its own clock says when a lease has run out.</summary>
sealed class PostgresSql(string schema)
{
    /// <summary>All that is needed, as far as it is not there. Two who do it at once wait for one another.</summary>
    internal string Create => $$"""
        begin;
        select pg_advisory_xact_lock(hashtext('{{schema}}'));
        create schema if not exists {{schema}};
        create table if not exists {{schema}}.store (id uuid not null);
        insert into {{schema}}.store select gen_random_uuid() where not exists (select from {{schema}}.store);
        create table if not exists {{schema}}.instances (
            service text not null check (octet_length(service) <= 1000),
            id text not null check (octet_length(id) <= 1000),
            instance jsonb not null,
            lease bigint not null,
            expires timestamptz not null,
            primary key (service, id));
        create or replace function {{schema}}.tell() returns trigger language plpgsql as
            $$ begin perform pg_notify('{{schema}}', coalesce(new.service, old.service)); return null; end $$;
        create or replace trigger tell after insert or delete or update of instance on {{schema}}.instances
            for each row execute function {{schema}}.tell();
        commit;
        """;

    internal string Listen => $"listen {schema}";

    /// <summary>Writes over whatever is there. Those that ran out a day ago are swept away.</summary>
    internal string Take => $"""
        with swept as (delete from {schema}.instances where expires < clock_timestamp() - interval '1 day' and not (service = $1 and id = $2))
        insert into {schema}.instances (service, id, lease, expires, instance) values ($1, $2, $3, clock_timestamp() + $4, $5)
        on conflict (service, id) do update set lease = excluded.lease, expires = excluded.expires, instance = excluded.instance
        returning true
        """;

    /// <summary>True: renewed. False: another's. Null: nothing is there, or not this, or it has run out.</summary>
    internal string Keep => $"""
        with kept as (
            update {schema}.instances set expires = clock_timestamp() + $4
            where service = $1 and id = $2 and lease = $3 and instance = $5 and expires > clock_timestamp() returning true)
        select case
            when exists (select from kept) then true
            when exists (select from {schema}.instances where service = $1 and id = $2 and lease <> $3 and expires > clock_timestamp()) then false
            end
        """;

    /// <summary>True: written. Nothing: another's is there.</summary>
    internal string Restore => $"""
        insert into {schema}.instances as present (service, id, lease, expires, instance) values ($1, $2, $3, clock_timestamp() + $4, $5)
        on conflict (service, id) do update set lease = excluded.lease, expires = excluded.expires, instance = excluded.instance
        where present.lease = excluded.lease or present.expires <= clock_timestamp()
        returning true
        """;

    internal string Release => $"delete from {schema}.instances where service = $1 and id = $2 and lease = $3";

    /// <summary>The store, and for each instance how long its lease is good.</summary>
    internal string Look => $"""
        select store.id, instances.id, instances.instance::text, instances.expires - clock_timestamp()
        from {schema}.store left join {schema}.instances on instances.service = $1
        """;
}
