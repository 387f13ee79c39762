using System.Runtime.ExceptionServices;

namespace Kratos.Reactive.Tests;

/// <summary>What the contract tests of registries share. An adapter derives from <see cref="RegistrarLaws"/> and <see cref="DiscoveryLaws"/> and says how to open a registry and on which clock.</summary>
/// <remarks>The laws wait by watching, never by sleeping, so they hold on a virtual clock and against a real store alike.</remarks>
public abstract class RegistryLaws
{
    /// <summary>Opens the registry, and gives it back. The store may be shared with other tests: names of services are unique.</summary>
    protected abstract Resource<OpenRegistry> Open { get; }

    /// <summary>Runs a law on the clock of this registry.</summary>
    protected abstract ValueTask<Fin<Unit>> Run(Eff<Unit> law);

    /// <summary>How long a law waits for a change to be seen.</summary>
    protected virtual TimeSpan Patience => 30.Seconds;

    protected Task Holds(Func<OpenRegistry, Eff<Unit>> law) => Holds(Open, law);

    protected async Task Holds<A>(Resource<A> open, Func<A, Eff<Unit>> law)
    {
        var end = await Run(open.Use(law));
        if (end.IsFail && end.Error.Cause is { } thrown) ExceptionDispatchInfo.Throw(thrown);
        end.ThrowIfFail();
    }

    /// <summary>A service nobody else uses.</summary>
    protected static string Fresh(string name = "shop") => $"{name}-{Guid.NewGuid():N}";

    /// <summary>An instance, as far as this registry can tell one from another.</summary>
    protected virtual ServiceInstance Copy(string service, string id, string version = "v1") => new(id, service, version) { Endpoints = [new($"grpc://10.0.0.1:9000/{id}")] };

    /// <summary>Waits until the watch has seen exactly these, and fails when it does not.</summary>
    protected Eff<IReadOnlyList<ServiceInstance>> Until(Seen seen, params ServiceInstance[] present) =>
        seen.Snapshots.Where(snapshot => snapshot.SequenceEqual(present)).FirstEff().Timeout(Patience)
            .MapFail(error => error with { Message = $"{error.Message}; wanted [{Text(present)}], saw {string.Join(" ", seen.All.Select(all => $"[{Text(all)}]"))}" });

    static string Text(IEnumerable<ServiceInstance> all) => string.Join(", ", all.Select(one => $"{one.Id} {one.Version}"));
}
