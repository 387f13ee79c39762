namespace Kratos.Reactive.Tests;

/// <summary>Other namespaces of the same etcd.</summary>
public sealed class EtcdNamespaceTests : EtcdTimeKit
{
    [Theory]
    [InlineData("team-a")]
    [InlineData("/team-a/")]
    public void A_namespace_is_what_the_keys_begin_with_in_place_of_the_usual_one(string space)
    {
        Etcd.Write("/microservices/shop/x", Copy("x").ToJson());
        Etcd.Write("/team-a/shop/y", Copy("y").ToJson());
        var registry = Open();
        Assert.Equal(["y"], Now(registry.In(space).GetService("shop")).Select(one => one.Id));
        Assert.Equal(["x"], Now(registry.GetService("shop")).Select(one => one.Id));
        var lists = Lists(registry.In(space));
        Time.At(2.Seconds, () => Etcd.Write("/team-a/shop/z", Copy("z").ToJson()));
        To(3);
        Assert.Equal(["0 [y]", "2 [y z]"], lists);
    }

    [Fact]
    public void A_client_looks_into_the_namespace_of_its_target()
    {
        Etcd.Write("/team-a/shop/y", (Copy("y") with { Endpoints = [new("grpc://y:9000")] }).ToJson());
        var held = Client.Fleet("discovery://team-a/shop", Open(), ["grpc"], node => Resource.Pure(new Client(_ => SuccessEff(new Reply(node.Instance.Id)), (_, _, _) => Observable.Empty<object>())));
        var call = Time.Begin(held.Use(client => client.Call(new Request("/x.Y/Z", Unit.Default))));
        To(1);
        Assert.Equal("y", call.Result!.Value.Value.Message);
    }
}
