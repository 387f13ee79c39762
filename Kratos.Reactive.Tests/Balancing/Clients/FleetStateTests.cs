using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>The state of a client of a fleet, made of those of its nodes.</summary>
public sealed class FleetStateTests : IDisposable
{
    readonly Town town = new();
    readonly Dictionary<string, BehaviorSubject<ConnectionState>> states = new() { ["a"] = new(ConnectionState.Idle), ["b"] = new(ConnectionState.Idle) };
    readonly List<ConnectionState> told = [];

    public void Dispose() => town.Dispose();

    Town Open() => town.Open(at: node => town.At(node).Select(client => client with { State = states[node.Instance.Id] }));

    [Fact]
    public void It_is_connecting_before_the_first_list_and_then_the_best_that_a_node_has()
    {
        var lists = new Subject<IReadOnlyList<ServiceInstance>>();
        town.Open(discovery: new Lists(lists), at: node => town.At(node).Select(client => client with { State = states[node.Instance.Id] }));
        town.Client.State.Subscribe(told.Add);
        lists.OnNext([Town.Instance("a"), Town.Instance("b")]);
        town.Asked(2);
        states["a"].OnNext(ConnectionState.Connecting);
        states["b"].OnNext(ConnectionState.TransientFailure);
        states["a"].OnNext(ConnectionState.Ready);
        states["b"].OnNext(ConnectionState.Ready);
        states["a"].OnNext(ConnectionState.TransientFailure);
        states["b"].OnNext(ConnectionState.TransientFailure);
        town.Close();
        Assert.Equal(
            [ConnectionState.Connecting, ConnectionState.Idle, ConnectionState.Connecting, ConnectionState.Ready, ConnectionState.TransientFailure, ConnectionState.Shutdown],
            told);
    }

    [Fact]
    public void A_service_without_nodes_is_in_transient_failure()
    {
        Open().Client.State.Subscribe(told.Add);
        town.Joins("a");
        town.Leaves("a");
        Assert.Equal([ConnectionState.TransientFailure, ConnectionState.Idle, ConnectionState.TransientFailure], told);
    }

    [Fact]
    public void What_an_observer_throws_reaches_nobody_else()
    {
        var unhandled = new List<Error>();
        town.Open(env: town.Time.Env.WithUnhandled(unhandled.Add));
        town.Client.State.Skip(1).Subscribe(_ => throw new InvalidOperationException("a slip"));
        town.Client.State.Subscribe(told.Add);
        town.Joins("a");
        Assert.Equal("a", town.Asked(1));
        Assert.Equal([ConnectionState.TransientFailure, ConnectionState.Idle, ConnectionState.Ready], told);
        Assert.Single(unhandled);
    }

    sealed class Lists(IObservable<IReadOnlyList<ServiceInstance>> lists) : IDiscovery
    {
        public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => lists.FirstEff();

        public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => lists;
    }
}
