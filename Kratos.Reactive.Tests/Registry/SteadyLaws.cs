namespace Kratos.Reactive.Tests;

/// <summary>What discovery must do whose store can fail: the law "steady" of <see cref="IDiscovery"/>. Derive, and say how to open one.</summary>
public abstract class SteadyLaws : RegistryLaws
{
    /// <summary>Opens the registry, and the means to make it fail.</summary>
    protected abstract Resource<FailingRegistry> OpenFailing { get; }

    protected sealed override Resource<OpenRegistry> Open => OpenFailing.Select(failing => new OpenRegistry(failing.Registrar, failing.Discovery));

    protected Task Holds(Func<FailingRegistry, Eff<Unit>> law) => Holds(OpenFailing, law);

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
}
