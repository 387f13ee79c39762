using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>Nodes that say whether they serve.</summary>
public sealed class FleetHealthTests : IDisposable
{
    readonly Town town = new();
    readonly Dictionary<string, Subject<bool>> healths = new() { ["a"] = new(), ["b"] = new() };
    readonly List<string> asked = [];

    public FleetHealthTests() => town.Joins("a", "b");

    public void Dispose() => town.Dispose();

    FleetOptions Asking(params string[] serving) => new()
    {
        Balancing = Balancing.RoundRobin,
        Rewatch = Schedule.Spaced(1.Seconds),
        Health = (node, env) => node.Call(Town.Any).ToObservable(env).SelectMany(reply =>
        {
            var id = (string)reply.Message;
            asked.Add($"{town.Time.Elapsed.TotalSeconds} {id}");
            return serving.Contains(id) ? healths[id].StartWith(true) : healths[id];
        }),
    };

    [Fact]
    public void A_node_that_has_not_said_that_it_serves_is_not_called()
    {
        town.Open(Asking("b"));
        Assert.Equal("b b b", town.Asked(3));
        healths["a"].OnNext(true);
        Assert.Equal(["a", "b"], town.Asked(2).Split(' ').Order());
        healths["b"].OnNext(false);
        Assert.Equal("a a a", town.Asked(3));
    }

    [Fact]
    public void Calls_wait_for_the_first_word()
    {
        town.Open(Asking());
        town.Time.At(2.Seconds, () => healths["b"].OnNext(true));
        Assert.Equal(("b", 2.Seconds), (town.Ask().End.Value, town.Time.Elapsed));
    }

    [Fact]
    public void But_no_longer_than_for_the_first_list()
    {
        town.Open(Asking());
        Assert.Equal((Error.Unavailable("NO_AVAILABLE_NODE", "none of the 2 nodes of shop serves"), 10.Seconds), (town.Ask().End.Error, town.Time.Elapsed));
    }

    [Fact]
    public void Where_all_have_said_that_they_do_not_serve_calls_fail_at_once()
    {
        town.Open(Asking());
        healths["a"].OnNext(false);
        healths["b"].OnNext(false);
        Assert.Equal(("none of the 2 nodes of shop serves", TimeSpan.Zero), (town.Ask().End.Error.Message, town.Time.Elapsed));
    }

    [Fact]
    public void A_failure_to_ask_is_a_no_and_it_is_asked_again()
    {
        town.Open(Asking("a", "b"));
        town.Time.AdvanceBy(5.Seconds);
        var old = healths["a"];
        healths["a"] = new();
        old.OnError(new ErrorException(Error.Unavailable("LOST", "lost")));
        Assert.Equal("b b", town.Asked(2));
        town.Time.AdvanceBy(1.Seconds);
        Assert.Equal(["0 a", "0 b", "6 a"], asked);
        Assert.Equal(["a", "b"], town.Asked(2).Split(' ').Order());
    }

    [Fact]
    public void A_node_that_left_is_not_asked_any_more()
    {
        town.Open(Asking("a", "b"));
        Assert.True(healths["a"].HasObservers);
        town.Leaves("a");
        Assert.Equal((false, true), (healths["a"].HasObservers, healths["b"].HasObservers));
        town.Close();
        Assert.False(healths["b"].HasObservers);
    }
}
