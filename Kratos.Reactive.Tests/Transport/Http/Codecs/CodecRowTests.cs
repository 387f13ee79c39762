using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Kratos.Reactive.Yaml;

namespace Kratos.Reactive.Tests;

/// <summary>The shared rows about codecs themselves, each under its number. (Go Kratos' <c>json</c> is not the JSON of protobuf; ours is one and the same.)</summary>
public sealed class CodecRowTests
{
    static readonly InProcess Complexes = InProcess.Of<Complex>();

    static readonly Codec[] All = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml, Codec.Yaml, CodecKit.Mirror];

    [Fact]
    public void Row_135_64_bits_are_a_text_and_a_list_is_a_list() =>
        Assert.Equal("""{"id":"1","numberOne":"go-kratos","strings":["1","2"]}""", Complexes.Write(Codec.Json, new Complex { Id = 1, NoOne = "go-kratos", Strings = { "1", "2" } }));

    [Fact]
    public void Row_136_RE33_an_unknown_member_is_left_alone_in_every_notation()
    {
        foreach (var (codec, body) in new[] { (Codec.Json, """{"id":1,"x":{"y":[1]}}"""), (Codec.Form, "id=1&x.y=1&x[0]=2"), (Codec.Xml, "<a><id>1</id><x><y>1</y></x></a>"), (Codec.Yaml, "id: 1\nx: {y: [1]}") })
            Assert.Equal(new Complex { Id = 1 }, Complexes.Read(codec, body).Value);
    }

    [Fact]
    public void Row_138_64_bits_may_be_a_text() => Assert.Equal(new Complex { Id = 1 }, Complexes.Read(Codec.Json, """{"id":"1"}""").Value);

    [Fact]
    public void Row_139_a_wrapper_is_its_value_and_no_body_is_its_default()
    {
        var numbers = InProcess.Of<Int64Value>();
        Assert.Equal("\"1\"", numbers.Write(Codec.Json, new Int64Value { Value = 1 }));
        Assert.Equal(new StringValue { Value = "kratos" }, InProcess.Of<StringValue>().Read(Codec.Json, "\"kratos\"").Value);
        Assert.Equal(new Int64Value(), numbers.Read(Codec.Json, "").Value);
    }

    [Fact]
    public void Row_140_bytes_are_a_message_or_a_failure_and_never_a_panic()
    {
        Assert.Equal(new Complex { Id = 1 }, Complexes.Through(Codec.Protobuf, new Complex { Id = 1 }).Value);
        Assert.Equal("CODEC", Complexes.Read(Codec.Protobuf, [0xff]).Error.Reason);
        Assert.Throws<ErrorException>(() => Complexes.Write(Codec.Protobuf, new Animal("x")));
    }

    public sealed record Nest(Inner Parent);

    public sealed record Inner(int C, int B, int A);

    [Fact]
    public void Row_142_members_are_written_in_their_order_and_read_in_any()
    {
        var nests = InProcess.Of<Nest>();
        Assert.EndsWith("<parent><c>1</c><b>2</b><a>3</a></parent></Nest>", nests.Write(Codec.Xml, new Nest(new(1, 2, 3))), StringComparison.Ordinal);
        Assert.Equal(new Nest(new(1, 2, 3)), nests.Read(Codec.Xml, "<x><parent><a>3</a><c>1</c><b>2</b></parent></x>").Value);
    }

    [Fact]
    public void Row_144_no_body_at_all_is_an_empty_message_in_every_codec()
    {
        foreach (var codec in All) Assert.Equal(new Complex(), Complexes.Read(codec, "").Value);
    }

    [Fact]
    public void RE5_RE6_a_text_is_JSON_too()
    {
        var texts = InProcess.Of<string>();
        Assert.Equal("\"x\"", texts.Write(Codec.Json, "x"));
        Assert.Equal("x", texts.Through(Codec.Json, "x").Value);
        Assert.Equal("x", texts.Through(Codec.Yaml, "x").Value);
    }

    [Fact]
    public void RE17_what_is_no_JSON_is_told_where() => Complexes.Refuses(Codec.Json, "{badjson}", "the body is not JSON: line 1, position 2");

    [Fact]
    public void W_CLI_12_one_field_of_any_kind_is_a_body_in_every_notation()
    {
        var rule = HttpRule.Post("/x") with { Body = "strings", ResponseBody = "strings" };
        var strings = InProcess.Of<Complex>(rule);
        var message = new Complex { Strings = { "a", "b" } };
        foreach (var (codec, body) in new[] { (Codec.Json, """["a","b"]"""), (Codec.Xml, "<strings><item>a</item><item>b</item></strings>"), (Codec.Yaml, "- a\n- b\n") })
        {
            Assert.Equal(message, strings.Read(codec, body).Value);
            Assert.Equal(message, strings.Through(codec, message).Value);
        }
    }
}
