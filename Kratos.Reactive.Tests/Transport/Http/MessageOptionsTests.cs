namespace Kratos.Reactive.Tests;

public sealed class MessageOptionsTests : EchoTests
{
    private protected override HttpOptions Options => HttpOptions.Default with { ProtoJson = new() { Defaults = ProtoDefaults.Written, Names = ProtoNames.Proto, Unknown = UnknownFields.Refused } };

    [Fact]
    public async Task Defaults_and_proto_names_are_written_when_they_are_asked_for()
    {
        Is(await Post("/hello", """{"opt_int32":0,"subField":{}}"""), """{"name":"","opt_int32":0,"subField":{"name":""},"test_repeated":[]}""");
        Is(await Post("/hello", """{"optInt32":1}"""), """{"name":"","opt_int32":1,"test_repeated":[]}""");
    }

    [Theory]
    [InlineData("/hello/pv?unknown=1", "unknown")]
    [InlineData("/hello/pv?sub.unknown=1", "sub.unknown")]
    [InlineData("/complex?mapInt64Key[5]=x", "mapInt64Key[5]")]
    [InlineData("/complex?[kratos]=x", "[kratos]")]
    [InlineData("/complex?.kratos=x", ".kratos")]
    public Task Unknown_names_of_a_query_are_refused_when_that_is_asked_for(string path, string name) => Refuses(path, name, "is not known");

    [Fact]
    public async Task Unknown_names_of_a_body_are_refused_when_that_is_asked_for() => IsRefused(await Post("/hello", """{"sub":{"more":1}}"""), "sub.more", "is not known");
}
