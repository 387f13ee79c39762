namespace Kratos.Reactive.Tests;

/// <summary>Streams over a client of a fleet.</summary>
public sealed class FleetStreamTests : IDisposable
{
    static readonly ErrorException Unsent = new(Error.Unavailable("UNAVAILABLE", "the server cannot be reached") with { IsUnsent = true });

    readonly Town town = new();

    public FleetStreamTests()
    {
        town.Joins("a", "b");
        foreach (var id in (string[])["a", "b"]) town.Streams(id, (messages, _) => messages.Select(message => (object)$"{id}{message}"));
    }

    public void Dispose() => town.Dispose();

    string Replies(params object[] messages) => string.Join(' ', town.Time.Run(town.Stream(messages)).Select(one => one.What));

    [Fact]
    public void Each_stream_goes_to_one_node()
    {
        town.Open();
        Assert.Equal("OnNext(a1) OnNext(a2) OnCompleted()", Replies(1, 2));
        Assert.Equal("OnNext(b1) OnNext(b2) OnCompleted()", Replies(1, 2));
    }

    [Fact]
    public void One_that_a_node_never_saw_goes_to_another()
    {
        town.Open();
        town.Streams("a", (_, _) => Observable.Throw<object>(Unsent));
        Assert.Equal("OnNext(b1) OnCompleted()", Replies(1));
        Assert.Equal("OnNext(b2) OnCompleted()", Replies(2));
    }

    [Fact]
    public void But_not_once_something_has_come_back()
    {
        town.Open();
        town.Streams("a", (messages, _) => messages.Take(1).Concat(Observable.Throw<object>(Unsent)));
        Assert.Equal("0s OnNext(1) 0s OnError(UNAVAILABLE)", string.Join(' ', town.Time.Run(town.Stream(1, 2))));
    }

    [Fact]
    public void The_one_message_of_a_stream_of_replies_is_asked_for_once()
    {
        var asked = 0;
        town.Open();
        town.Streams("a", (messages, _) => messages.IgnoreElements().Concat(Observable.Throw<object>(Unsent)));
        var messages = Observable.Defer(() =>
        {
            asked++;
            return Observable.Return<object>(7);
        });
        var opening = Town.Any with { Method = Method.Of<int, string>(Town.Any.Operation, MethodShape.ServerStream) };
        Assert.Equal("0s OnNext(b7) 0s OnCompleted()", string.Join(' ', town.Time.Run(town.Client.Stream(opening, messages, town.Time.Env))));
        Assert.Equal(1, asked);
    }

    [Fact]
    public void It_waits_for_the_first_node_and_can_be_left_meanwhile()
    {
        town.Leaves("a");
        town.Leaves("b");
        town.Open(new() { WhenDown = WhenDown.Wait });
        var (waiting, left) = (town.Time.Watch(town.Stream(1)), town.Stream(1).Subscribe());
        town.Time.AdvanceBy(1.Seconds);
        left.Dispose();
        town.Time.AdvanceBy(1.Seconds);
        town.Joins("a");
        town.Time.AdvanceBy(1.Seconds);
        Assert.Equal("2s OnNext(a1) 2s OnCompleted()", string.Join(' ', waiting));
    }

    [Fact]
    public void How_long_it_stays_open_is_no_latency()
    {
        town.Open(new() { Balancing = Balancing.PowerOfTwo });
        town.Streams("a", (_, env) => Observable.Return<object>("first").Concat(Observable.Never<object>()));
        town.Streams("b", (_, env) => Observable.Return<object>("first").Concat(Observable.Never<object>()));
        using var open = new CompositeDisposable(Enumerable.Range(0, 8).Select(_ => town.Stream().Subscribe()));
        town.Time.AdvanceBy(1.Minutes);
        Assert.Equal(["a", "b"], town.Asked(40).Split(' ').Distinct().Order());
    }

    [Fact]
    public void A_failure_before_the_first_reply_speaks_against_the_node()
    {
        town.Open(new() { Balancing = Balancing.RoundRobin with { Ejection = new() { After = 1, For = 1.Minutes } } });
        town.Streams("a", (_, _) => Observable.Throw<object>(new ErrorException(Error.Unavailable("DOWN", "it is down"))));
        Assert.StartsWith("OnError", Replies(1), StringComparison.Ordinal);
        Assert.Equal("OnNext(b1) OnCompleted()", Replies(1));
        Assert.Equal("OnNext(b1) OnCompleted()", Replies(1));
    }

    [Fact]
    public void Middleware_around_the_client_is_around_the_whole_stream()
    {
        town.Open();
        var ends = new List<bool>();
        Middleware note = next => request => next(request).Finally(end => liftEff(() => ends.Add(end.IsSucc)).Map(static _ => Unit.Default));
        town.Streams("a", (_, _) => Observable.Throw<object>(Unsent));
        town.Time.Run(town.Client.With(note).Stream(Town.Any, Observable.Return<object>(1), town.Time.Env));
        Assert.Equal([true], ends);
    }
}
