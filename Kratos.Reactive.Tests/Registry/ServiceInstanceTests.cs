namespace Kratos.Reactive.Tests;

public sealed class ServiceInstanceTests
{
    static readonly ServiceInstance Whole = new("1", "shop", "v1")
    {
        Metadata = new Dictionary<string, string> { ["zone"] = "b", ["a"] = "ü<&\"" },
        Endpoints = [new("http://127.0.0.1:8000?isSecure=false"), new("grpc://[fd00::5]:9000")],
    };

    const string Json = """{"id":"1","name":"shop","version":"v1","metadata":{"a":"ü<&\"","zone":"b"},"endpoints":["http://127.0.0.1:8000?isSecure=false","grpc://[fd00::5]:9000"]}""";

    [Fact]
    public void It_writes_what_Go_Kratos_reads_and_reads_it_back()
    {
        Assert.Equal(Json, Whole.ToJson());
        Assert.Equal(Whole, ServiceInstance.Parse(Json).ThrowIfFail());
        Assert.Equal(Whole, ServiceInstance.Parse(System.Text.Encoding.UTF8.GetBytes(Json)).ThrowIfFail());
    }

    [Fact]
    public void Null_and_missing_fields_are_empty_and_unknown_ones_are_ignored()
    {
        var bare = new ServiceInstance("1", "shop", "");
        Assert.Equal(bare, ServiceInstance.Parse("""{"id":"1","name":"shop","version":null,"metadata":null,"endpoints":null,"more":{"x":[1]}}""").ThrowIfFail());
        Assert.Equal(bare, ServiceInstance.Parse("""{"id":"1","name":"shop"}""").ThrowIfFail());
        Assert.Equal("""{"id":"1","name":"shop","version":"","metadata":{},"endpoints":[]}""", bare.ToJson());
        Assert.Equal(bare, bare with { Metadata = null!, Endpoints = null! });
    }

    [Fact]
    public void An_endpoint_that_is_none_hides_no_usable_one() =>
        Assert.Equal(["grpc://a:1"], ServiceInstance.Parse("""{"id":"1","name":"shop","endpoints":["%zz","",null,"grpc://a:1"]}""").ThrowIfFail().Endpoints.Select(one => one.OriginalString));

    [Theory]
    [InlineData("null", "it is null")]
    [InlineData("""{"name":"shop"}""", "the id is empty")]
    [InlineData("""{"id":"1"}""", "the name is empty")]
    [InlineData("""{"id":7,"name":"shop"}""", "$.id, line 1")]
    [InlineData("{\n\"id\":\"1\",", "line 2")]
    [InlineData("""{"id":"1","name":"shop","metadata":[]}""", "$.metadata")]
    [InlineData("", "line 1")]
    public void Anything_else_is_refused_and_says_where(string json, string where)
    {
        var error = ServiceInstance.Parse(json).Error;
        Assert.Equal((400, "INSTANCE_INVALID"), (error.Code, error.Reason));
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equality_is_by_everything_it_says()
    {
        Assert.Equal(Whole, ServiceInstance.Parse(Json).Value);
        Assert.Equal(Whole.GetHashCode(), ServiceInstance.Parse(Json).Value.GetHashCode());
        Assert.NotEqual(Whole, Whole with { Id = "2" });
        Assert.NotEqual(Whole, Whole with { Version = "v2" });
        Assert.NotEqual(Whole, Whole with { Metadata = new Dictionary<string, string> { ["zone"] = "c" } });
        Assert.NotEqual(Whole, Whole with { Endpoints = [.. Whole.Endpoints.Reverse()] });
    }

    [Fact]
    public void What_it_was_made_from_may_change_afterwards()
    {
        var metadata = new Dictionary<string, string> { ["zone"] = "b" };
        var endpoints = new List<Uri> { new("http://a:1") };
        var made = new ServiceInstance("1", "shop", "v1") { Metadata = metadata, Endpoints = endpoints };
        metadata["zone"] = "c";
        endpoints.Clear();
        Assert.Equal("b", made.Metadata["zone"]);
        Assert.Single(made.Endpoints);
    }

    [Fact]
    public void Its_text_is_its_name_and_id() => Assert.Equal("shop-1", Whole.ToString());
}
