using Npgsql;

namespace Kratos.Reactive.Tests;

/// <summary>A real PostgreSQL on a free port of this machine, for the time of a test. It can be ended as by a crash, stopped where it is, and started again with or without its data.</summary>
sealed class PostgresServer : IAsyncDisposable
{
    const string Programs = "/usr/lib/postgresql/15/bin";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postgres");
    Program? process;

    PostgresServer() { }

    internal int Port { get; } = EtcdCluster.FreePorts(1)[0];

    string Data => Path.Combine(folder.FullName, "data");

    internal static string At(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";

    internal static async Task<PostgresServer> Start()
    {
        var server = new PostgresServer();
        if (Environment.IsPrivilegedProcess) await Done(Program.Start("chown", "postgres:postgres", server.folder.FullName));
        await server.Create();
        await server.Run();
        return server;
    }

    internal void Freeze() => process!.FreezeAll();

    internal void Thaw() => process!.ThawAll();

    internal async Task Restart(bool forget)
    {
        await process!.DisposeAsync();
        if (forget)
        {
            Directory.Delete(Data, recursive: true);
            await Create();
        }

        await Run();
    }

    /// <summary>What an operator does by hand.</summary>
    internal async Task<int> Run(string statement)
    {
        await using var connection = new NpgsqlConnection($"{At(Port)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process!.DisposeAsync();
        folder.Delete(recursive: true);
    }

    Task Create() => Done(Owned("initdb", "-D", Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"));

    async Task Run()
    {
        process = Owned("postgres", "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder.FullName}", "-c", "fsync=off");
        (await liftEff(_ => Run("select")).Retry(Schedule.Spaced(20.Milliseconds).UpTo(60.Seconds)).RunAsync(Env.System)).ThrowIfFail();
    }

    // PostgreSQL does not run as root.
    static Program Owned(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? Program.Start("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", $"{Programs}/{program}", .. arguments])
        : Program.Start($"{Programs}/{program}", arguments);

    static async Task Done(Program program)
    {
        await using (program) Assert.True(await program.Exit() == 0, program.Output);
    }
}
