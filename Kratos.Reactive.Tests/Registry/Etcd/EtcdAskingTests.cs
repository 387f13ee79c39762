using Kratos.Reactive.Etcd;
using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Tests;

/// <summary>Which endpoint is asked what, and what its answers mean, to the instant.</summary>
public sealed class EtcdAskingTests : EtcdTimeKit
{
    static string Key(string id) => $"/microservices/shop/{id}";

    void Write(params string[] ids)
    {
        foreach (var id in ids) Etcd.Write(Key(id), Copy(id).ToJson());
    }

    [Fact]
    public void An_endpoint_that_is_silent_is_left_after_three_seconds_and_one_that_is_down_at_once()
    {
        Write("x");
        var registry = Open(endpoints: 2);
        Etcd.Silent.Add("a");
        var end = Time.Begin(registry.GetService("shop"));
        To(10);
        Assert.Equal(3.Seconds, end.Result!.Value.At);
        Etcd.Break("b");
        Etcd.Silent.Clear();
        Assert.Single(Now(registry.GetService("shop")));
        Assert.Equal(["0 a range", "3 b range", "10 b range", "10 a range"], Etcd.Asked);
    }

    [Fact]
    public void When_none_answers_the_failure_names_each()
    {
        Etcd.Break("a");
        Etcd.Break("b");
        var end = Time.Begin(Open(endpoints: 2).GetService("shop"));
        To(20);
        Assert.Equal((Error.Unavailable("UNAVAILABLE", "a is down").And(Error.Unavailable("UNAVAILABLE", "b is down")), 8.Seconds), (end.Result!.Value.Error, end.Result.Value.At));
    }

    [Fact]
    public void A_call_that_an_endpoint_cancels_is_tried_at_the_next_one_and_again()
    {
        Write("x");
        Etcd.Failing["a"] = Error.Cancelled;
        Assert.Single(Now(Open(endpoints: 2).GetService("shop")));
        Assert.Equal(["0 a range", "0 b range"], Etcd.Asked);
        Etcd.Failing["b"] = Error.ClientClosed("CANCELLED", "gone");
        Time.At(TimeSpan.FromSeconds(2.5), () => Etcd.Failing.Clear());
        var end = Time.Begin(Open(endpoints: 2).GetService("shop"));
        To(10);
        Assert.Equal((true, 3.Seconds), (end.Result!.Value.End.IsSucc, end.Result.Value.At));
    }

    [Fact]
    public void Where_one_endpoint_cannot_and_another_is_down_it_is_tried_again()
    {
        Write("x");
        Etcd.Failing["a"] = Error.NotImplemented("UNIMPLEMENTED", "a proxy that knows no etcd");
        Etcd.Failing["b"] = Error.Unavailable("UNAVAILABLE", "b is down");
        Time.At(TimeSpan.FromSeconds(2.5), () => Etcd.Failing.Remove("b"));
        var end = Time.Begin(Open(endpoints: 2).GetService("shop"));
        To(10);
        Assert.Equal((true, 3.Seconds), (end.Result!.Value.End.IsSucc, end.Result.Value.At));
    }

    [Fact]
    public void A_token_is_fetched_when_it_is_needed_and_again_when_it_is_refused()
    {
        Etcd.Token = "first";
        var registry = Open(endpoints: 2, user: new EtcdUser("kratos", "secret"));
        Now(registry.GetService("shop"));
        Now(registry.GetService("shop"));
        Etcd.Token = "second";
        Now(registry.GetService("shop"));
        Assert.Equal(["0 a authenticate kratos", "0 a range", "0 a range", "0 a range", "0 a authenticate kratos", "0 a range"], Etcd.Asked);
    }

    [Fact]
    public async Task Many_calls_that_need_a_token_fetch_one()
    {
        var token = new EtcdToken(new EtcdUser("kratos", "secret"));
        var (fetched, called) = (0, 0);
        var node = Etcd.Node("a") with
        {
            Users = new()
            {
                Authenticate = _ => yieldFor(1.Seconds).Map(_ => new AuthenticateResponse { Token = $"{++fetched}" }),
            },
        };
        Eff<Unit> Call() => token.For(node, _ => unitEff.Bind(_ => ++called > 20 || token.AddTo(Headers.Empty).TryGet("token", out var sent) && sent == "2" ? unitEff : FailEff<Unit>(Error.Unauthorized("UNAUTHENTICATED", "no"))));
        var (end, at) = await Time.RunAsync(awaitAll([.. Enumerable.Range(0, 10).Select(_ => Call())]));
        Assert.Equal((true, 2.Seconds, 2, 20), (end.IsSucc, at, fetched, called));
    }

    [Fact]
    public void Each_call_asks_for_a_node_that_has_a_leader_so_that_one_which_is_cut_off_refuses_instead_of_waiting()
    {
        List<string> asked = [];
        var client = new Client(request => Note<Reply>(request), (opening, _, _) => Observable.Throw<object>(new ErrorException(Note<object>(opening).RunAsync(Time.Env).Result.Error)));
        var node = EtcdNode.Over("a", client, new EtcdToken(null));
        Time.Run(node.Keys.Range(new()));
        Time.Run(node.Leases.LeaseGrant(new()));
        Time.Watch(node.Watches.Watch(Observable.Return(new WatchRequest()), Time.Env));
        Assert.Equal(["Range true", "LeaseGrant true", "Watch true"], asked);

        Eff<A> Note<A>(Request request) => unitEff.Bind(_ =>
        {
            asked.Add($"{request.Operation.ToString().Split('/')[^1]} {(request.Headers.TryGet("hasleader", out var value) ? value : "")}");
            return FailEff<A>(Error.Unavailable("DOWN", "it is down"));
        });
    }

    [Fact]
    public void A_long_list_is_read_in_pages_as_of_one_revision()
    {
        Write([.. Enumerable.Range(0, 1200).Select(static n => $"{n:0000}")]);
        Etcd.AfterRange(() =>
        {
            Write("0600a");
            Etcd.Remove(Key("0700"));
        });
        Assert.Equal(Enumerable.Range(0, 1200).Select(static n => $"{n:0000}"), Now(Open().GetService("shop")).Select(one => one.Id));
        Assert.Equal(["0 a range", "0 a range", "0 a range"], Etcd.Asked);
    }

    [Fact]
    public void A_list_whose_revision_is_forgotten_between_two_pages_is_read_again()
    {
        Write([.. Enumerable.Range(0, 600).Select(static n => $"{n:0000}")]);
        Etcd.AfterRange(() =>
        {
            Write("0600");
            Etcd.Compact();
        });
        var end = Time.Begin(Open().GetService("shop"));
        To(2);
        Assert.Equal((601, 1.Seconds), (end.Result!.Value.Value.Count, end.Result.Value.At));
        Assert.Equal(["0 a range", "0 a range", "1 a range", "1 a range"], Etcd.Asked);
    }
}
