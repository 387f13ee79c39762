namespace Kratos.Reactive.Tests;

/// <summary>What a registry must do whose store can fail: <see cref="SteadyLaws"/>, and the law "kept" of <see cref="IRegistrar"/>. Derive, and say how to open one.</summary>
public abstract class FaultLaws : SteadyLaws
{
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
