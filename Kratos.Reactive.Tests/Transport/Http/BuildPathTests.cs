using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>The shared rows for paths that are built from messages, each under its name. What has a query there is a rule without a body here, what has none is a rule with the whole message as its body.</summary>
public sealed class BuildPathTests
{
    static readonly JsonCodec json = new(HttpOptions.DefaultJson, new ProtoTypes(new ProtoJson()));
    static readonly ProtoTypes proto = new(new ProtoJson());

    static Fin<string> Url<A>(string path, string body, A message) where A : notnull =>
        UrlWriter.For(Method.Of<A, Unit>("/binding.Echo/Hello", MethodShape.Unary), new HttpRule("GET", path) { Body = body }, json, proto).Bind(url => url.Write(message));

    static void Gives(string url, string path, Asked message, string body = "")
    {
        var before = message.Clone();
        Assert.Equal(url, Url(path, body, message).ThrowIfFail());
        Assert.Equal(before, message);
    }

    static void Refuses(string reason, string why, string path, Asked message) => Assert.Equal((400, reason, why), Url(path, "", message) is { IsFail: true, Error: var error } ? (error.Code, error.Reason, error.Message) : default);

    static Asked Named(string name, string? sub = null, params string[] mask) => new()
    {
        Name = name,
        Sub = sub is null ? null : new Sub { Name = sub },
        UpdateMask = mask.Length == 0 ? null : new FieldMask { Paths = { mask } },
    };

    [Fact]
    public void BP1_Row_202_a_variable() => Gives("/helloworld/kratos", "/helloworld/{name}", Named("kratos"), "*");

    [Fact]
    public void BP2_the_rest_is_the_query() => Gives("/helloworld/kratos?sub.naming=go", "/helloworld/{name}", Named("kratos", "go"));

    [Fact]
    public void BP3_Row_204_a_variable_of_several_segments() => Gives("/v1/publishers/go/books/kratos", "/v1/{name=publishers/*/books/*}", Named("publishers/go/books/kratos"));

    [Fact]
    public void BP5_BP10_a_variable_inside_another_message()
    {
        Gives("/helloworld/test/sub/2233!!!!", "/helloworld/{name}/sub/{sub.naming}", Named("test", "2233!!!!"), "*");
        Gives("/helloworld/test/sub/5566!!!", "/helloworld/{name}/sub/{sub.naming}", Named("test", "5566!!!"), "*");
        Gives("/helloworld/test/sub/5566!!!", "/helloworld/{name}/sub/{sub.name}", Named("test", "5566!!!"));
    }

    [Fact]
    public void BP6_BP33_Row_205_W_PATH_3_a_variable_without_a_value_is_refused_in_place_of_a_path_with_braces_or_with_an_empty_segment()
    {
        Refuses("CODEC", "name: is a part of the path, and must not be empty", "/x/{name}", new Asked());
        Refuses("CODEC", "sub.naming: is a part of the path, and is not set", "/x/{name}/sub/{sub.naming}", Named("test"));
        Refuses("CODEC", "sub.naming: is a part of the path, and must not be empty", "/x/{name}/sub/{sub.naming}", Named("test", ""));
        Refuses("CODEC", "optInt32: is a part of the path, and is not set", "/x/{opt_int32}", Named("test"));
    }

    [Theory]
    [InlineData("BP7 Row 205", "/helloworld/{}/sub/{sub.naming}")]
    [InlineData("BP9 Row 206", "/helloworld/{}/sub/{test_repeated}")]
    [InlineData("BP18", "/helloworld/sub/[{sub.naming}]")]
    [InlineData("BP19", "/helloworld/[{name}]/sub/[{sub.naming}]")]
    [InlineData("BP21", "/helloworld/[{}]/sub/[{sub.naming}]/{[]}")]
    [InlineData("BP22 Row 205", "/helloworld/{[sub]}/[{sub.naming}]")]
    [InlineData("BP23", "/helloworld/{[name]}/[{sub.naming}]")]
    [InlineData("BP29", "/x/{ name }")]
    [InlineData("BP38 Row 210", "/x?a=1")]
    [InlineData("BP39", "/x/{name}/{name}")]
    [InlineData("Row 205: not there", "/x/{sub.name.cc}")]
    [InlineData("a wildcard", "/x/*/{name}")]
    [InlineData("a wildcard of many", "/x/{name}/**")]
    [InlineData("a list", "/x/{test_repeated}")]
    [InlineData("a message", "/x/{sub}")]
    [InlineData("a field that is not there", "/x/{who}")]
    public void What_no_server_can_have_as_a_template_is_refused_before_anything_is_sent(string row, string path) =>
        Assert.Equal((row, "BAD_RULE"), (row, Url(path, "", Named("test", "kratos")) is { IsFail: true, Error.Reason: var reason } ? reason : null));

    [Fact]
    public void BP11_a_body_that_is_the_message_leaves_nothing_to_the_query() => Gives("/helloworld/sub", "/helloworld/sub", Named("test", "2233!!!"), "*");

    [Fact]
    public void BP13_the_query_has_what_is_inside_another_message() => Gives("/helloworld/go/sub?sub.naming=kratos", "/helloworld/{name}/sub", Named("go", "kratos"));

    [Fact]
    public void BP14_BP15_several_segments_in_the_middle()
    {
        Gives("/helloworld/publishers/go/books/kratos/sub?sub.naming=kratos", "/helloworld/{name=publishers/*/books/*}/sub", Named("publishers/go/books/kratos", "kratos"));
        Gives("/helloworld/publishers/go/books/kratos/sub?sub.naming=kratos", "/helloworld/{name=**}/sub", Named("publishers/go/books/kratos", "kratos"));
    }

    [Fact]
    public void BP17_BP34_BP35_W_PATH_4_a_mask_is_a_field_like_any_other_and_is_escaped()
    {
        Gives("/helloworld/sub/kratos?updateMask=name%2Csub.naming", "/helloworld/sub/{sub.naming}", Named("", "kratos", "name", "sub.naming"));
        Gives("/helloworld/sub/kratos", "/helloworld/sub/{sub.naming}", Named("", "kratos", "name", "sub.naming"), "*");
        Gives("/x/n?updateMask=optInt32%2Cname", "/x/{name}", Named("n", null, "opt_int32", "name"));
        Gives("/x/n?updateMask=optInt32%2Ca%26b", "/x/{name}", Named("n", null, "opt_int32", "a&b"));
    }

    [Fact]
    public void BP25_BP26_BP27_Row_208_W_PATH_2_a_variable_has_the_name_of_the_proto_file_or_of_JSON()
    {
        Gives("/x/100", "/x/{opt_int32}", new Asked { OptInt32 = 100 }, "*");
        Gives("/x/100", "/x/{optInt32}", new Asked { OptInt32 = 100 }, "*");
        Gives("/x/100", "/x/{opt_int32}", new Asked { OptInt32 = 100 });
    }

    public sealed record Plain(string Name, int Age);

    [Fact]
    public void BP30_a_plain_record() => Assert.Equal("/x/n?age=3", Url("/x/{name}", "", new Plain("n", 3)).ThrowIfFail());

    [Fact]
    public void BP31_a_map_is_no_message_and_is_refused() =>
        Assert.Equal("BAD_RULE", Url("/x/{name}", "", new Dictionary<string, object> { ["name"] = "n", ["b"] = 2 }).Error.Reason);

    [Fact]
    public void BP37_the_field_that_is_the_body_is_not_in_the_query() =>
        Gives("/x?name=a&subField.naming=t", "/x", new Asked { Name = "a", Sub = new Sub { Name = "s" }, SubField = new Sub { Name = "t" } }, "sub");

    [Theory]
    [InlineData("a/b?c#d %", "/x/a%2Fb%3Fc%23d%20%25")]
    [InlineData("../admin", "/x/..%2Fadmin")]
    [InlineData("a;b=c&d+e:f@g,$", "/x/a%3Bb%3Dc%26d%2Be%3Af%40g%2C%24")]
    [InlineData("-_.!~*'()", "/x/-_.!~*'()")]
    [InlineData("日本\r\n", "/x/%E6%97%A5%E6%9C%AC%0D%0A")]
    public void W_PATH_1_Row_209_a_value_changes_nothing_of_the_path_around_it(string name, string url) => Gives(url, "/x/{name}", Named(name));

    [Theory]
    [InlineData("/v1/{name=shelves/**}/x", "shelves/a?/b#/%2F", "/v1/shelves/a%3F/b%23/%252F/x")]
    [InlineData("/v1/{name=shelves/**}/x", "shelves", "/v1/shelves/x")]
    [InlineData("/v1/a%20b/{name=**}:go", "a:b/c", "/v1/a%20b/a%3Ab/c:go")]
    public void Slashes_are_slashes_in_a_variable_of_several_segments(string path, string name, string url) => Gives(url, path, Named(name));

    [Theory]
    [InlineData("/x/{name}", ".", "is a part of the path, where '.' and '..' mean another path")]
    [InlineData("/x/{name=**}", "a/../b", "is a part of the path, where '.' and '..' mean another path")]
    [InlineData("/x/{name=**}", "a//b", "is a part of the path, and must not have an empty segment")]
    [InlineData("/x/{name=**}", "/a", "is a part of the path, and must not have an empty segment")]
    [InlineData("/x/{name}", "a\0b", "is a part of the path, which cannot have the character U+0000")]
    [InlineData("/x/{name=shelves/*}", "books/a", "is a part of the path, and must be like shelves/*")]
    [InlineData("/x/{name=shelves/*}", "shelves/a/b", "is a part of the path, and must be like shelves/*")]
    [InlineData("/x/{name=shelves/*/**}", "shelves", "is a part of the path, and must be like shelves/*/**")]
    public void What_a_path_cannot_have_is_refused_by_the_name_of_its_field(string path, string name, string why) => Refuses("CODEC", $"name: {why}", path, Named(name));

    [Fact]
    public void W_FORM_5_the_message_is_never_changed_and_goes_twice_the_same_way()
    {
        var message = Named("n", "s", "opt_int32", "sub.name");
        Gives("/x/n?sub.naming=s&updateMask=optInt32%2Csub.name", "/x/{name}", message);
        Gives("/x/n?sub.naming=s&updateMask=optInt32%2Csub.name", "/x/{name}", message);
    }
}
