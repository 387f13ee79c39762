namespace Kratos.Reactive.Tests;

/// <summary>What becomes of a call that a node could not take, and of that node.</summary>
public sealed class FleetTryTests : IDisposable
{
    static readonly Error Unsent = Error.Unavailable("UNAVAILABLE", "the server cannot be reached") with { IsUnsent = true };
    static readonly Error Lost = Error.Unavailable("UNAVAILABLE", "the connection was lost");
    static readonly FleetOptions Plain = new() { Balancing = Balancing.RoundRobin with { Ejection = Ejection.None }, Avoid = Schedule.Exponential(1.Seconds) };

    readonly Town town = new();
    readonly Dictionary<string, int> tried = [];

    public void Dispose() => town.Dispose();

    void Fails(string id, Error error, TimeSpan after = default) => town.Answers(id, liftEff(() => { tried[id] = tried.GetValueOrDefault(id) + 1; }) >> yieldFor(after) >> FailEff<string>(error));

    int Tries(string id) => tried.GetValueOrDefault(id);

    [Fact]
    public void A_call_that_a_node_never_saw_goes_to_another_one_in_the_same_instant()
    {
        town.Joins("a", "b");
        town.Open(Plain);
        Fails("a", Unsent);
        Assert.Equal(("b", TimeSpan.Zero), (town.Ask().End.Value, town.Time.Elapsed));
        Assert.Equal(1, Tries("a"));
    }

    [Fact]
    public void A_call_that_was_sent_is_not_made_again_by_itself()
    {
        town.Joins("a", "b");
        town.Open(Plain);
        Fails("a", Lost);
        Assert.Equal(Lost, town.Ask().End.Error);
        Assert.Equal(["0 + a"], town.Log);
    }

    [Fact]
    public void A_node_that_could_not_be_reached_is_passed_over_for_a_while_longer_each_time()
    {
        town.Joins("a", "b");
        town.Open(Plain);
        Fails("a", Unsent);
        foreach (var (at, tries) in (ReadOnlySpan<(double, int)>)[(0, 1), (0.999, 1), (1, 2), (2.999, 2), (3, 3), (6.999, 3), (7, 4)])
        {
            town.Time.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(at));
            Assert.Equal("b b b b", town.Asked(4));
            Assert.Equal((at, tries), (at, Tries("a")));
        }

        town.Answers("a", SuccessEff("a"));
        town.Time.AdvanceBy(8.Seconds);
        Assert.Contains("a", town.Asked(2));
        Fails("a", Unsent);
        town.Asked(4);
        town.Time.AdvanceBy(1.Seconds);
        town.Asked(4);
        Assert.Equal(6, Tries("a"));        // the waits begin with the first again
    }

    [Fact]
    public void While_one_call_tries_whether_a_node_can_be_reached_again_the_others_go_elsewhere()
    {
        town.Joins("a", "b");
        town.Open(Plain);
        Fails("a", Unsent);
        town.Asked(2);
        Fails("a", Unsent, after: 500.Milliseconds);
        town.Time.AdvanceBy(1.Seconds);
        Running<string>[] calls = [.. Enumerable.Range(0, 8).Select(_ => town.Time.Begin(town.Call))];
        Assert.Equal((7, 2), (calls.Count(call => call.Result is not null), Tries("a")));
        town.Time.AdvanceBy(500.Milliseconds);
        Assert.All(calls, call => Assert.Equal("b", call.Result!.Value.Value));
    }

    [Fact]
    public void Calls_that_find_out_together_that_a_node_is_gone_count_once()
    {
        town.Joins("a", "b");
        town.Open(Plain);
        Fails("a", Unsent, after: 100.Milliseconds);
        Running<string>[] calls = [.. Enumerable.Range(0, 8).Select(_ => town.Time.Begin(town.Call))];
        town.Time.AdvanceBy(100.Milliseconds);
        Assert.All(calls, call => Assert.Equal("b", call.Result!.Value.Value));
        Assert.Equal(4, Tries("a"));
        town.Time.AdvanceBy(1.Seconds);
        town.Asked(2);
        Assert.Equal(5, Tries("a"));        // after the first wait, not the fourth
    }

    [Fact]
    public void When_no_node_can_be_reached_the_failure_is_the_last_ones_and_each_was_tried_once()
    {
        town.Joins("a", "b", "c");
        town.Open(Plain);
        foreach (var id in (string[])["a", "b", "c"]) Fails(id, Unsent with { Message = id });
        Assert.Equal((Unsent with { Message = "c" }, TimeSpan.Zero), (town.Ask().End.Error, town.Time.Elapsed));
        Assert.Equal((1, 1, 1), (Tries("a"), Tries("b"), Tries("c")));
        town.Ask();
        Assert.Equal(4, Tries("a") + Tries("b") + Tries("c"));      // the next one tries one, for none can be worse
    }

    [Fact]
    public void One_call_tries_ten_nodes_at_most()
    {
        string[] ids = [.. Enumerable.Range(10, 30).Select(n => $"n{n}")];
        town.Joins(ids);
        town.Open(Plain);
        foreach (var id in ids) Fails(id, Unsent);
        Assert.Equal(Unsent, town.Ask().End.Error);
        Assert.Equal(10, tried.Values.Sum());
    }

    [Fact]
    public void Where_calls_may_wait_they_wait_until_a_node_can_be_reached()
    {
        town.Joins("a", "b");
        town.Open(Plain with { WhenDown = WhenDown.Wait });
        Fails("a", Unsent);
        Fails("b", Unsent);
        town.Time.At(2.Seconds, () => town.Answers("b", SuccessEff("b")));
        Assert.Equal(("b", 3.Seconds), (town.Ask().End.Value, town.Time.Elapsed));      // tried at 0, 1 and 3 s
        Assert.Equal(3, Tries("a") + 0);
    }

    [Fact]
    public void Or_until_their_deadline()
    {
        town.Joins("a");
        town.Open(Plain with { WhenDown = WhenDown.Wait });
        Fails("a", Unsent);
        var (end, at) = town.Until(town.Call.Timeout(5.Seconds));
        Assert.Equal((Error.TimedOut, 5.Seconds, 3), (end.Error, at, Tries("a")));
    }

    [Fact]
    public void A_node_that_joins_ends_that_wait()
    {
        town.Joins("a");
        town.Open(Plain with { WhenDown = WhenDown.Wait });
        Fails("a", Unsent);
        town.Time.At(500.Milliseconds, () => town.Joins("b"));
        Assert.Equal(("b", 500.Milliseconds), (town.Ask().End.Value, town.Time.Elapsed));
    }

    [Fact]
    public void A_client_of_a_node_that_cannot_be_made_is_a_node_that_cannot_be_reached()
    {
        town.Joins("a", "b");
        var fails = true;
        town.Open(Plain, at: node => node.Instance.Id == "a" && fails ? Resource.OnEnter(FailEff<Client>(Error.Unavailable("NO_KEY", "no key"))) : town.At(node));
        Assert.Equal("b b", town.Asked(2));
        fails = false;
        town.Time.AdvanceBy(1.Seconds);
        Assert.Equal(["a", "b"], town.Asked(2).Split(' ').Order());
    }

    [Fact]
    public void How_each_try_ended_is_learnt()
    {
        town.Joins("a", "b");
        town.Open(Plain with { Balancing = Balancing.RoundRobin with { Ejection = new() { After = 2, For = 1.Minutes } } });
        Fails("a", Lost);
        Assert.Equal("503 b 503 b b b", string.Join(' ', Enumerable.Range(0, 6).Select(_ => town.Ask().End is { IsSucc: true } end ? end.Value : "503")));
    }

    [Fact]
    public void A_call_cut_by_its_deadline_speaks_against_the_node()
    {
        town.Joins("a", "b");
        town.Open(Plain with { Balancing = Balancing.RoundRobin with { Ejection = new() { After = 1, For = 1.Minutes } } });
        town.Answers("a", yieldFor(1.Hours) >> SuccessEff("a"));
        Assert.Equal(Error.TimedOut, town.Until(town.Call.Timeout(1.Seconds)).End.Error);
        Assert.Equal("b b b", town.Asked(3));
    }
}
