namespace Kratos.Reactive.Tests;

/// <summary>After each fault all are registered again within the time of a lease and 5 s, every watch ends with the true list and stays open, nobody saw an empty list, and nothing was told as unhandled.</summary>
public sealed class EtcdFaultTests(EtcdFaultRuns runs) : IClassFixture<EtcdFaultRuns>
{
    [Fact]
    public Task A_fleet_outlives_the_death_of_the_leader() => runs.Killed;

    [Fact]
    public Task A_fleet_outlives_a_restart_of_all_with_their_data() => runs.Kept;

    [Fact]
    public Task A_fleet_outlives_a_restart_of_all_without_their_data_and_no_watch_is_told_of_nobody() => runs.Lost;

    [Fact]
    public Task A_fleet_outlives_a_leader_that_stands_still_for_40_seconds_and_then_goes_on() => runs.Frozen;

    [Fact]
    public Task A_fleet_outlives_the_loss_of_the_majority_for_longer_than_a_lease() => runs.Majority;

    [Fact]
    public Task A_lease_that_an_operator_revokes_and_a_key_that_they_delete_are_made_good() => runs.Revoked;

    [Fact]
    public Task A_client_that_is_parted_from_one_of_them_goes_on_with_another() => runs.Parted;

    [Fact]
    public Task A_token_that_expires_is_fetched_anew() => runs.Expired;

    [Fact]
    public Task A_watch_outlives_a_compaction_that_it_hears_and_one_that_it_misses() => runs.Compacted;

    [Fact]
    public Task A_watch_whose_changes_are_forgotten_before_it_begins_lists_again() => runs.Forgotten;
}
