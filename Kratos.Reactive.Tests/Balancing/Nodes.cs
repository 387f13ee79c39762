namespace Kratos.Reactive.Tests;

/// <summary>Nodes and balancers to try things on.</summary>
static class Nodes
{
    internal static readonly Request Any = new("/shop.v1.Carts/Get", Unit.Default);

    internal static Node Of(string id, string version = "v1", params (string Field, string Value)[] metadata) => new(
        new(id, "shop", version) { Metadata = metadata.ToDictionary(one => one.Field, one => one.Value) }, new($"grpc://{id}:9000"));

    internal static Node Weighing(string id, string weight) => Of(id, "v1", ("weight", weight));

    internal static Node[] Named(params string[] ids) => [.. ids.Select(id => Of(id))];

    internal static Node[] Many(int count) => [.. Enumerable.Range(0, count).Select(n => Of($"n{n}"))];

    internal static Balancer Over(this Balancing balancing, VirtualTime time, params Node[] nodes)
    {
        var balancer = balancing.Over("shop", time.Env);
        balancer.Update(nodes);
        return balancer;
    }

    /// <summary>One pick, done at once.</summary>
    internal static string Next(this Balancer balancer, Request? request = null)
    {
        var picked = balancer.Pick(request ?? Any).ThrowIfFail();
        picked.Done<Unit>(Unit.Default);
        return picked.Node.Instance.Id;
    }

    /// <summary>So many picks, each done at once.</summary>
    internal static string Sequence(this Balancer balancer, int picks) => string.Join(' ', Enumerable.Range(0, picks).Select(_ => balancer.Next()));

    internal static Dictionary<string, int> Counts(this Balancer balancer, int picks) =>
        Enumerable.Range(0, picks).CountBy(_ => balancer.Next()).ToDictionary();

    internal static NodeStatus Status(this Balancer balancer, string id) => balancer.Status.Single(one => one.Node.Instance.Id == id);

    internal static bool IsOut(this Balancer balancer, string id) => balancer.Status(id).Out.IsSome;

    internal static Request Keyed(string key) => Any with { Headers = Headers.Empty.Set("x-key", key) };

    internal static string Key(Request request) => request.Headers.TryGet("x-key", out var key) ? key : "";
}
