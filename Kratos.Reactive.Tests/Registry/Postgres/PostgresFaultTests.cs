namespace Kratos.Reactive.Tests;

/// <summary>After each fault all are registered again within the time of a lease and 5 s, every watch ends with the true list and stays open, nobody saw a list without one that was alive, and nothing was told as unhandled.</summary>
public sealed class PostgresFaultTests(PostgresFaultRuns runs) : IClassFixture<PostgresFaultRuns>
{
    [Fact]
    public Task A_fleet_outlives_a_crash_and_a_restart_with_the_data() => runs.Kept;

    [Fact]
    public Task A_fleet_outlives_a_crash_and_a_restart_without_the_data() => runs.Lost;

    [Fact]
    public Task A_fleet_outlives_a_server_that_stands_still_for_40_seconds() => runs.Frozen;

    [Fact]
    public Task A_fleet_outlives_the_loss_of_its_connections_for_longer_than_a_lease() => runs.Parted;

    [Fact]
    public Task A_fleet_outlives_connections_that_pass_nothing_on_for_longer_than_a_lease() => runs.Silent;

    [Fact]
    public Task A_fleet_outlives_an_operator_who_ends_its_connections_deletes_a_row_and_drops_the_schema() => runs.Undone;
}
