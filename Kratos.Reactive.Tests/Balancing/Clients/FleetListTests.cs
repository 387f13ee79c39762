using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>What a client of a fleet makes of the lists that its watch tells: first, next, empty, none at all.</summary>
public sealed class FleetListTests : IDisposable
{
    readonly Town town = new();

    public void Dispose() => town.Dispose();

    [Fact]
    public void Calls_go_to_the_nodes_of_the_list_by_the_balancer()
    {
        town.Joins("a", "b", "c");
        town.Open();
        Assert.Equal("a b c a b c", town.Asked(6));
    }

    [Fact]
    public void A_node_that_joins_is_called_at_once_and_one_that_leaves_no_more()
    {
        town.Joins("a");
        town.Open();
        Assert.Equal("a a", town.Asked(2));
        town.Joins("b");
        Assert.Contains("b", town.Asked(2));
        town.Leaves("a");
        Assert.Equal("b b b", town.Asked(3));
    }

    [Fact]
    public void A_client_of_a_node_is_made_for_its_first_call_and_given_back_when_it_leaves()
    {
        town.Joins("a", "b");
        town.Open();
        Assert.Equal([], town.Log);
        town.Asked(1);
        Assert.Equal(["0 + a"], town.Log);
        town.Asked(3);
        Assert.Equal(["0 + a", "0 + b"], town.Log);
        town.Time.AdvanceBy(5.Seconds);
        town.Leaves("a");
        Assert.Equal(["0 + a", "0 + b", "5 - a"], town.Log);
        town.Close();
        Assert.Equal(["0 + a", "0 + b", "5 - a", "5 - b"], town.Log);
    }

    [Fact]
    public void The_client_of_a_node_that_stays_stays()
    {
        town.Joins("a");
        town.Open().Asked(1);
        town.Now(town.Registry.Register(Town.Instance("a") with { Metadata = new Dictionary<string, string> { ["weight"] = "7" } }));
        town.Joins("b");
        town.Asked(4);
        Assert.Equal(["0 + a", "0 + b"], town.Log);
    }

    [Fact]
    public void A_node_that_is_started_again_at_its_address_under_another_id_is_another()
    {
        town.Now(town.Registry.Register(Town.Instance("a") with { Id = "a1", Endpoints = [new("grpc://a:9000")] }));
        town.Open();
        Assert.Equal("a1", town.Asked(1));
        town.Now(town.Registry.Register(Town.Instance("a") with { Id = "a2", Endpoints = [new("grpc://a:9000")] }));
        town.Now(town.Registry.Deregister(Town.Instance("a") with { Id = "a1" }));
        Assert.Equal("a2", town.Asked(1));
        Assert.Equal(["0 + a1", "0 - a1", "0 + a2"], town.Log);
    }

    [Fact]
    public void An_empty_list_fails_at_once_and_names_the_service()
    {
        town.Open();
        Assert.Equal((Error.Unavailable("NO_AVAILABLE_NODE", "shop has no node"), TimeSpan.Zero), (town.Ask().End.Error, town.Time.Elapsed));
    }

    [Fact]
    public void Instances_without_an_endpoint_that_could_be_called_are_not_nodes_and_the_failure_says_so()
    {
        town.Now(town.Registry.Register(new("a", "shop", "v1") { Endpoints = [new("http://a:8000")] }));
        town.Open();
        Assert.Equal(Error.Unavailable("NO_AVAILABLE_NODE", "none of the 1 instances of shop has an endpoint of the scheme grpc or grpcs"), town.Ask().End.Error);
    }

    [Fact]
    public void CE22_calls_before_the_first_list_wait_for_it()
    {
        var lists = new Subject<IReadOnlyList<ServiceInstance>>();
        town.Open(discovery: new Told(_ => lists));
        town.Time.At(3.Seconds, () => lists.OnNext([Town.Instance("a")]));
        Assert.Equal(("a", 3.Seconds), (town.Ask().End.Value, town.Time.Elapsed));
    }

    [Fact]
    public void A_call_that_comes_while_the_first_list_is_being_taken_in_waits_for_that()
    {
        Running<string>? call = null;
        var filter = new NodeFilter(nodes =>
        {
            call ??= town.Time.Begin(town.Call);
            return nodes;
        });
        town.Open(new() { Balancing = Balancing.RoundRobin with { Filter = filter } }, new Told(_ => Observable.Timer(1.Seconds, town.Time).SelectMany(_ => town.Registry.Watch("shop"))));
        town.Joins("a");
        town.Time.AdvanceBy(1.Seconds);
        Assert.Equal(("a", 1.Seconds), (call!.Result!.Value.Value, call.Result.Value.At));
    }

    [Fact]
    public void CE22_but_not_longer_than_ten_seconds_after_the_client_was_made()
    {
        town.Open(discovery: new Told(_ => Observable.Never<IReadOnlyList<ServiceInstance>>()));
        town.Time.AdvanceBy(4.Seconds);
        Assert.Equal(Error.Unavailable("NO_AVAILABLE_NODE", "no list of the nodes of shop has come yet"), town.Ask().End.Error);
        Assert.Equal(10.Seconds, town.Time.Elapsed);
        town.Ask();
        Assert.Equal(10.Seconds, town.Time.Elapsed);
    }

    [Fact]
    public void CE21_a_caller_who_leaves_while_it_waits_is_cancelled_in_that_instant()
    {
        using var leave = new CancellationTokenSource();
        town.Open(discovery: new Told(_ => Observable.Never<IReadOnlyList<ServiceInstance>>()));
        town.Time.At(2.Seconds, leave.Cancel);
        Assert.Equal((Error.Cancelled, 2.Seconds), (town.Ask(town.Time.Env.With(leave.Token)).End.Error, town.Time.Elapsed));
    }

    [Fact]
    public void A_deadline_ends_the_wait_for_the_first_list()
    {
        town.Open(discovery: new Told(_ => Observable.Never<IReadOnlyList<ServiceInstance>>()));
        var (end, at) = town.Until(town.Call.Timeout(2.Seconds));
        Assert.Equal((Error.TimedOut, 2.Seconds), (end.Error, at));
    }

    [Fact]
    public void CE17_CE19_a_watch_that_fails_before_its_first_list_fails_the_calls_and_not_the_client()
    {
        var down = Error.Unavailable("DOWN", "the registry is down");
        town.Open(discovery: new Told(at => at == TimeSpan.Zero ? Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(down)) : Observable.Return<IReadOnlyList<ServiceInstance>>([Town.Instance("a")], town.Time).Concat(Observable.Never<IReadOnlyList<ServiceInstance>>()), town.Time));
        var (end, at) = town.Ask();
        Assert.Equal(("no list of the nodes of shop has come yet", down, TimeSpan.Zero), (end.Error.Message, Error.From(end.Error.Cause!), at));
        town.Time.AdvanceBy(2.Seconds);
        Assert.Equal("a", town.Ask().End.Value);
    }

    [Fact]
    public void CE18_with_a_list_at_once_nothing_waits()
    {
        town.Joins("a");
        Assert.Equal(("a", TimeSpan.Zero), (town.Open().Ask().End.Value, town.Time.Elapsed));
    }

    [Fact]
    public void CE23_an_empty_list_after_a_good_one_means_that_nobody_is_there()        // Go Kratos keeps calling the old nodes
    {
        town.Joins("a");
        town.Open().Asked(1);
        town.Leaves("a");
        Assert.Equal("shop has no node", town.Ask().End.Error.Message);
    }

    [Fact]
    public void Where_calls_may_wait_an_empty_list_is_waited_out()
    {
        town.Open(new() { Balancing = Balancing.RoundRobin, WhenDown = WhenDown.Wait });
        town.Time.At(7.Seconds, () => town.Joins("a"));
        Assert.Equal(("a", 7.Seconds), (town.Ask().End.Value, town.Time.Elapsed));
        town.Leaves("a");
        var (end, at) = town.Until(town.Call.Timeout(5.Seconds));
        Assert.Equal((Error.TimedOut, 5.Seconds), (end.Error, at - 7.Seconds));
    }

    [Fact]
    public void AG21_a_watch_that_fails_or_ends_keeps_the_last_list_and_is_begun_again_with_back_off()
    {
        var begun = new List<double>();
        var watches = new Queue<IObservable<IReadOnlyList<ServiceInstance>>>(
        [
            Observable.Return<IReadOnlyList<ServiceInstance>>([Town.Instance("a")]),
            Observable.Throw<IReadOnlyList<ServiceInstance>>(new InvalidOperationException("a slip")),
            Observable.Empty<IReadOnlyList<ServiceInstance>>(),
            Observable.Return<IReadOnlyList<ServiceInstance>>([Town.Instance("b")]).Concat(Observable.Never<IReadOnlyList<ServiceInstance>>()),
        ]);
        var log = new CapturedLog();
        town.Open(
            new() { Balancing = Balancing.RoundRobin, Rewatch = Schedule.Exponential(1.Seconds), Log = log },
            new Told(_ =>
            {
                begun.Add(town.Time.Elapsed.TotalSeconds);
                return watches.Dequeue();
            }));
        town.Time.AdvanceBy(6.Seconds);
        Assert.Equal("a", town.Ask().End.Value);
        town.Time.AdvanceBy(2.Seconds);
        Assert.Equal("b", town.Ask().End.Value);
        Assert.Equal([0, 1, 3, 7], begun);      // the waits begin anew only with a list
        Assert.Equal(3, log.Lines.Count(line => line.Text.Contains("begun again", StringComparison.Ordinal)));
    }

    [Fact]
    public void W_CLI_8_giving_it_back_ends_the_watch_and_calls_after_that_are_refused()
    {
        var left = false;
        town.Joins("a");
        var client = town.Open(discovery: new Told(_ => town.Registry.Watch("shop").Finally(() => left = true))).Client;
        town.Close();
        Assert.True(left);
        Assert.Equal("CLIENT_CLOSED", town.Until(client.Call(Town.Any)).End.Error.Reason);
        Assert.Equal("0s OnNext(Shutdown) 0s OnCompleted()", string.Join(' ', town.Time.Run(client.State)));
    }

    [Fact]
    public void W_CLI_13_two_instances_at_one_address_are_one_node()
    {
        town.Joins("a", "b");
        town.Now(town.Registry.Register(Town.Instance("a") with { Id = "c" }));
        Assert.Equal("a b a b", town.Open().Asked(4));
    }

    [Fact]
    public void A_filter_that_throws_is_told_and_the_nodes_stay_what_they_were()
    {
        town.Joins("a", "b");
        var fleet = new FleetOptions { Balancing = Balancing.RoundRobin with { Filter = nodes => nodes.Count < 3 ? nodes : throw new InvalidOperationException("three are too many") } };
        var unhandled = new List<Error>();
        town.Open(fleet, env: town.Time.Env.WithUnhandled(unhandled.Add)).Asked(2);
        town.Joins("c");
        Assert.Equal("PANIC", Assert.Single(unhandled).Reason);
        Assert.Equal("a b", town.Asked(2));
        town.Leaves("a");
        Assert.Equal(["b", "c"], town.Asked(2).Split(' ').Order());
    }

    /// <summary>A discovery that is a function of the time.</summary>
    sealed class Told(Func<TimeSpan, IObservable<IReadOnlyList<ServiceInstance>>> watch, VirtualTime? time = null) : IDiscovery
    {
        public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => Watch(name).FirstEff();

        public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => Observable.Defer(() => watch(time?.Elapsed ?? TimeSpan.Zero));
    }
}
