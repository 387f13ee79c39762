using Kratos.Reactive.Postgres;

namespace Kratos.Reactive.Tests;

/// <summary>What is particular to a real PostgreSQL.</summary>
public sealed class PostgresRegistryTests(OnePostgres postgres) : IClassFixture<OnePostgres>
{
    readonly string schema = $"s{Guid.NewGuid():N}";
    readonly CapturedLog log = new();

    PostgresOptions Options => new() { ConnectionString = PostgresServer.At(postgres.Server.Port), Schema = schema, Refresh = 1.Hours, Log = log };

    static ServiceInstance Copy(string id, string version = "v1") => new(id, "shop", version);

    static async Task<A> Run<A>(Eff<A> effect) => (await effect.RunAsync(Env.System.WithUnhandled(static error => Assert.Fail(error.ToString())))).ThrowIfFail();

    static Eff<Unit> Until(Seen seen, params string[] ids) => liftEff(async _ =>
        await Eventually.True(() => seen.All is [.., var last] && last.Select(static one => one.Id).SequenceEqual(ids), $"[{string.Join(' ', ids)}] to be seen"));

    [Fact]
    public Task Changes_are_told_and_not_looked_for() => Run(Registry.Postgres(Options).Use(registry => liftEff(async _ =>
    {
        using var seen = Seen.Of(registry.Watch("shop"));
        await Run(Until(seen));
        await Run(registry.Register(Copy("a")));
        await Run(Until(seen, "a"));
        await postgres.Server.Run($"delete from {schema}.instances");
        await Run(Until(seen));
    })));

    [Fact]
    public Task One_that_is_not_heard_of_is_gone_when_its_lease_has_run_out() => Run(Registry.Postgres(Options).Use(registry => liftEff(async _ =>
    {
        using var seen = Seen.Of(registry.Watch("shop"));
        await Run(Until(seen));
        await postgres.Server.Run($"insert into {schema}.instances values ('shop', 'a', '{Copy("a").ToJson()}', 1, clock_timestamp() + interval '2 seconds')");
        await Run(Until(seen, "a"));
        await Run(Until(seen));
        Assert.Equal(0, await postgres.Server.Run($"delete from {schema}.instances where expires > clock_timestamp()"));
    })));

    [Fact]
    public Task What_cannot_be_read_or_says_that_it_is_another_is_left_out() => Run(Registry.Postgres(Options).Use(registry => liftEff(async _ =>
    {
        await Run(registry.Register(Copy("a")));
        foreach (var (id, text) in ((string, string)[])[("b", "{}"), ("c", Copy("x").ToJson())])
            await postgres.Server.Run($"insert into {schema}.instances values ('shop', '{id}', '{text}', 1, clock_timestamp() + interval '1 hour')");
        Assert.Equal([Copy("a")], await Run(registry.GetService("shop")));
        Assert.Equal(["what is at shop/b is left out", "what is at shop/c is left out"], log.Lines.Select(static line => line.Text).Where(static text => text.StartsWith("what is at", StringComparison.Ordinal)).Select(static text => text.Split(':')[0]).Order());
    })));

    [Fact]
    public async Task Many_who_are_the_first_to_need_the_tables_all_get_them()
    {
        await Run(awaitAll([.. Enumerable.Range(0, 12).Select(n => Registry.Postgres(Options).Use(registry => registry.Register(Copy($"{n}"))))]));
        Assert.Equal(1, await postgres.Server.Run($"update {schema}.store set id = id"));
    }

    [Fact]
    public async Task Who_may_only_read_can_watch_and_is_refused_at_once_when_it_registers()
    {
        await Run(Registry.Postgres(Options).Use(registry => liftEff(async _ =>
        {
            await Run(registry.Register(Copy("a")));
            await postgres.Server.Run($"create role {schema} login; grant usage on schema {schema} to {schema}; grant select on all tables in schema {schema} to {schema}");
            await Run(Registry.Postgres(Options with { ConnectionString = $"{Options.ConnectionString};Username={schema}" }).Use(reader => liftEff(async _ =>
            {
                using var seen = Seen.Of(reader.Watch("shop"));
                await Run(Until(seen, "a"));
                await Run(registry.Register(Copy("b")));
                await Run(Until(seen, "a", "b"));
                Assert.Equal("POSTGRES_FORBIDDEN", (await reader.Register(Copy("c")).RunAsync(Env.System)).Error.Reason);
            })));
        })));
    }

    [Fact]
    public Task Who_is_not_known_is_refused_at_once() => Run(Registry.Postgres(Options with { ConnectionString = $"{Options.ConnectionString};Username=nobody_known" }).Use(registry => liftEff(async _ =>
    {
        Assert.Equal("POSTGRES_REFUSED", (await registry.Register(Copy("a")).RunAsync(Env.System)).Error.Reason);
        Assert.Equal(401, (await registry.Watch("shop").FirstEff().RunAsync(Env.System)).Error.Code);
    })));

    [Fact]
    public Task A_name_that_is_too_long_and_one_with_a_null_character_are_refused_at_once() => Run(Registry.Postgres(Options).Use(registry => liftEff(async _ =>
    {
        Assert.Equal("POSTGRES_INVALID", (await registry.Register(Copy(new('x', 1001))).RunAsync(Env.System)).Error.Reason);
        Assert.Equal("POSTGRES_INVALID", (await registry.Register(Copy("x\0")).RunAsync(Env.System)).Error.Reason);
        await Run(registry.Register(Copy(new('x', 1000))));
    })));

    [Fact]
    public Task Whom_another_process_replaces_stands_back_until_that_one_is_gone() => Run(
        from one in Registry.Postgres(Options with { Ttl = 1.Seconds }).Allocate
        from two in Registry.Postgres(Options).Allocate
        from _1 in one.Value.Register(Copy("a", "v1"))
        from _2 in two.Value.Register(Copy("a", "v2"))
        from lost in one.Value.Registrations.Where(static now => now.State == RegistrationState.Lost).FirstEff().Timeout(30.Seconds)
        from found in one.Value.GetService("shop")
        from _3 in two.Value.Deregister(Copy("a"))
        from back in one.Value.Registrations.Where(static now => now.State == RegistrationState.Registered).FirstEff().Timeout(30.Seconds)
        from again in one.Value.GetService("shop")
        from _4 in one.Release
        from _5 in two.Release
        select Checked(() =>
        {
            Assert.Equal("INSTANCE_REPLACED", lost.Why?.Reason);
            Assert.Equal([Copy("a", "v2")], found);
            Assert.Equal([Copy("a", "v1")], again);
        }));

    [Fact]
    public async Task Given_back_it_leaves_no_connection_no_row_and_watches_that_have_failed()
    {
        var text = $"{Options.ConnectionString};Application Name={schema}";
        var seen = new Seen();
        await Run(Registry.Postgres(Options with { ConnectionString = text }).Use(registry => liftEff(async _ =>
        {
            registry.Watch("shop").Subscribe(seen);
            await Run(registry.Register(Copy("a")));
            await Run(Until(seen, "a"));
        })));
        Assert.Equal("REGISTRY_CLOSED", (await seen.Snapshots.LastEff().RunAsync(Env.System)).Error.Reason);
        Assert.Equal(0, await postgres.Server.Run($"delete from {schema}.instances"));
        await Run(liftEff(async _ =>
        {
            await postgres.Server.Run($"do $$ begin if exists (select from pg_stat_activity where application_name = '{schema}') then raise 'still there'; end if; end $$");
        }).Retry(Schedule.Spaced(20.Milliseconds).UpTo(30.Seconds)));
    }

    [Theory]
    [InlineData("Nonsense=1", "kratos", 15, "ConnectionString")]
    [InlineData("Host=x", "Kratos", 15, "Schema")]
    [InlineData("Host=x", "", 15, "Schema")]
    [InlineData("Host=x", "kratos", 0, "Ttl")]
    public async Task Wrong_settings_are_refused_by_name(string text, string schema, int ttl, string field)
    {
        var end = await Registry.Postgres(new PostgresOptions { ConnectionString = text, Schema = schema, Ttl = ttl.Seconds }).Use(static _ => unitEff).RunAsync(Env.System);
        Assert.Equal(("POSTGRES_OPTIONS_INVALID", true), (end.Error.Reason, end.Error.Message.StartsWith($"PostgresOptions.{field}: ", StringComparison.Ordinal)));
    }

    static Unit Checked(Action check)
    {
        check();
        return Unit.Default;
    }
}
