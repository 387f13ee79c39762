namespace Kratos.Reactive.Tests;

/// <summary>What a registry must do whose store can fail: the laws "steady" of <see cref="IDiscovery"/> and "kept" of <see cref="IRegistrar"/>. Derive, and say how to open one.</summary>
public abstract class FaultLaws : RegistryLaws
{
    /// <summary>Opens the registry, and the means to make it fail.</summary>
    protected abstract Resource<FailingRegistry> OpenFailing { get; }

    protected sealed override Resource<OpenRegistry> Open => OpenFailing.Select(failing => new OpenRegistry(failing.Registrar, failing.Discovery));

    Task Holds(Func<FailingRegistry, Eff<Unit>> law) => Holds(OpenFailing, law);

    [Fact]
    public Task A_watch_keeps_its_last_list_through_a_fault_and_hears_afterwards_what_is_new() => Holds(async registry =>
    {
        var name = Fresh();
        foreach (var id in (string[])["a", "b"]) await registry.Registrar.Register(Copy(name, id));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen, Copy(name, "a"), Copy(name, "b"));
        await registry.Cut;
        Assert.True((await registry.Discovery.GetService(name).Try()).IsFail);
        Assert.Single(seen.All);
        await registry.Mend;
        await registry.Registrar.Register(Copy(name, "c")).Retry(Schedule.Spaced(50.Milliseconds).UpTo(Patience));
        await Until(seen, Copy(name, "a"), Copy(name, "b"), Copy(name, "c"));
        Assert.Equal((2, false), (seen.All.Count, seen.Ended));
        return Unit.Default;
    });

    [Fact]
    public Task A_watch_that_begins_during_a_fault_begins_when_it_is_over() => Holds(async registry =>
    {
        var name = Fresh();
        await registry.Registrar.Register(Copy(name, "a"));
        await registry.Cut;
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        Assert.True((await registry.Discovery.GetService(name).Try()).IsFail);
        await registry.Mend;
        await Until(seen, Copy(name, "a"));
        Assert.Single(seen.All);
        return Unit.Default;
    });

    [Fact]
    public Task A_registration_that_the_store_lost_is_taken_again() => Holds(async registry =>
    {
        var name = Fresh();
        foreach (var id in (string[])["a", "b"]) await registry.Registrar.Register(Copy(name, id));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen, Copy(name, "a"), Copy(name, "b"));
        var told = seen.All.Count;
        await registry.Lose(Copy(name, "a"));
        await Next(seen, told, Copy(name, "b"));
        await Next(seen, told, Copy(name, "a"), Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task A_registration_that_the_store_lost_during_a_fault_is_taken_again() => Holds(async registry =>
    {
        var name = Fresh();
        foreach (var id in (string[])["a", "b"]) await registry.Registrar.Register(Copy(name, id));
        await registry.Cut;
        await registry.Lose(Copy(name, "a"));
        await registry.Mend;
        await Found(registry, Copy(name, "a"), Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task What_was_deregistered_is_not_taken_again() => Holds(async registry =>
    {
        var name = Fresh();
        foreach (var id in (string[])["a", "b"]) await registry.Registrar.Register(Copy(name, id));
        await registry.Registrar.Deregister(Copy(name, "a"));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen, Copy(name, "b"));
        await registry.Cut;
        await registry.Lose(Copy(name, "b"));
        await registry.Mend;
        await Found(registry, Copy(name, "b"));
        Assert.DoesNotContain(seen.All.SelectMany(all => all), one => one.Id == "a");
        return Unit.Default;
    });

    [Fact]
    public Task Registering_during_a_fault_is_a_failure_and_deregistering_then_leaves_nobody() => Holds(async registry =>
    {
        var name = Fresh();
        await registry.Cut;
        Assert.Equal(503, (await registry.Registrar.Register(Copy(name, "a")).Try()).Error.Code);
        await registry.Mend;
        await registry.Registrar.Deregister(Copy(name, "a")).Retry(Schedule.Spaced(50.Milliseconds).UpTo(Patience));
        await registry.Registrar.Register(Copy(name, "b"));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen, Copy(name, "b"));
        return Unit.Default;
    });

    Eff<Unit> Found(FailingRegistry registry, params ServiceInstance[] present) =>
        (from list in registry.Discovery.GetService(present[0].Name)
         from _ in guard(list.SequenceEqual(present), Error.NotFound("NOT_YET", $"found {string.Join(", ", list)}"))
         select Unit.Default).Retry(Schedule.Spaced(50.Milliseconds).UpTo(Patience));

    Eff<IReadOnlyList<ServiceInstance>> Next(Seen seen, int after, params ServiceInstance[] present) =>
        seen.Snapshots.Skip(after).Where(snapshot => snapshot.SequenceEqual(present)).FirstEff().Timeout(Patience);
}
