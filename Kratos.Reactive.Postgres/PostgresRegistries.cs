namespace Kratos.Reactive.Postgres;

/// <summary>Registries in PostgreSQL.</summary>
public static class PostgresRegistries
{
    extension(Registry)
    {
        /// <summary>A registry in PostgreSQL (14 or later), spoken to over connections that are closed when it is given back.</summary>
        /// <remarks>Acquiring connects to nothing; wrong settings are 400 <c>POSTGRES_OPTIONS_INVALID</c>. What is still registered when it is given back is taken back, once: if PostgreSQL cannot be reached then, it is gone after
        /// <see cref="PostgresOptions.Ttl"/>. A pooler that shares connections between transactions passes no notifications on: behind one, changes are found by <see cref="PostgresOptions.Refresh"/> only.</remarks>
        public static Resource<PostgresRegistry> Postgres(PostgresOptions options) =>
            from settings in Resource.OnEnter(liftEff(_ => options.Checked()))
            from source in Resource.DisposingAsync(liftEff(_ => settings.Source()))
            from registry in Resource.Make(envEff.Map(env => new PostgresRegistry(new PostgresStore(source, settings), settings, env)), static registry => registry.Close())
            select registry;

        /// <summary>A registry in the PostgreSQL at this connection string, with the other settings as they are unless set.</summary>
        public static Resource<PostgresRegistry> Postgres(string connectionString) => Registry.Postgres(new PostgresOptions { ConnectionString = connectionString });
    }
}
