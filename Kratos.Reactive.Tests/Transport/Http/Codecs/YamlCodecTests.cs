using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Kratos.Reactive.Yaml;

namespace Kratos.Reactive.Tests;

public sealed class YamlCodecTests
{
    static readonly InProcess Complexes = InProcess.Of<Complex>();
    static readonly InProcess Animals = InProcess.Of<Animal>();
    static readonly InProcess Loose = InProcess.Of<Bag>();

    public sealed record Bag(object? Any = null, IReadOnlyList<string>? Texts = null, double D = 0, Bag? More = null);

    [Fact]
    public void A_message_reads_as_a_person_would_write_it()
    {
        var message = new Complex
        {
            Id = 7,
            Simple = new Simple { Component = "plain text" },
            Strings = { "yes", "1", "a: b", "" },
            Simples = { new Simple { Component = "x" } },
            B = true,
            Sex = Sex.Woman,
            Timestamp = new Timestamp(),
            Map = { ["a.b"] = "ü\n", ["null"] = "~" },
        };
        Assert.Equal(
            """
            id: "7"
            very_simple:
              component: plain text
            strings:
            - "yes"
            - "1"
            - "a: b"
            - ""
            simples:
            - component: x
            b: true
            sex: woman
            timestamp: "1970-01-01T00:00:00Z"
            map:
              a.b: "ü\n"
              "null": "~"

            """.ReplaceLineEndings("\n"),
            Complexes.Write(Codec.Yaml, message));
        Assert.Equal(message, Complexes.Through(Codec.Yaml, message).Value);
    }

    [Fact]
    public void A_record_goes_through()
    {
        var animal = new Animal("Rex", 3, 1.5, true, Diet.Meat, new Home("x", 1), ["p", ""], DateTimeOffset.UnixEpoch, Guid.Empty, [1, 2], new Dictionary<string, int> { ["a b"] = 1 }, 9, 1.5f, 2.5m);
        var back = (Animal)Animals.Through(Codec.Yaml, animal).Value;
        Assert.Equal(animal.Friends!, back.Friends!);
        Assert.Equal(animal with { Friends = back.Friends, Picture = back.Picture, Counts = back.Counts }, back);
    }

    [Theory]
    [InlineData("strings: [123, true, 'x', ~, \"\\u00fc\"]", null)]
    [InlineData("no_one: 123\n", "123")]
    [InlineData("numberOne: 2020-01-01\n", "2020-01-01")]
    [InlineData("numberOne: !!str 1\n", "1")]
    [InlineData("numberOne: null\n", "")]
    [InlineData("numberOne: 'null'\n", "null")]
    [InlineData("# nothing but a comment\n", "")]
    [InlineData("---\nnumberOne: |\n  a\n  b\n...\n", "a\nb\n")]
    public void A_value_is_what_its_field_says_it_is(string yaml, string? noOne)
    {
        var end = Complexes.Read(Codec.Yaml, yaml);
        if (noOne is not null) Assert.Equal(noOne, ((Complex)end.Value).NoOne);
        else Assert.Equal("strings[3]: must not be null", end.Error.Message);
    }

    [Theory]
    [InlineData("0b10", 2)]
    [InlineData("0o17", 15)]
    [InlineData("0x1F", 31)]
    [InlineData("-0x1F", -31)]
    [InlineData("+12", 12)]
    [InlineData("'12'", 12)]
    public void Row_143_whole_numbers(string yaml, int id) => Assert.Equal(id, ((Complex)Complexes.Read(Codec.Yaml, $"id: {yaml}").Value).Id);

    [Theory]
    [InlineData(".Inf", double.PositiveInfinity)]
    [InlineData("-.inf", double.NegativeInfinity)]
    [InlineData(".nan", double.NaN)]
    [InlineData("-.1", -0.1)]
    [InlineData("+.5", 0.5)]
    [InlineData("1e3", 1000)]
    public void Row_143_numbers(string yaml, double d) => Assert.Equal(d, ((Complex)Complexes.Read(Codec.Yaml, $"d: {yaml}").Value).D);

    [Theory]
    [InlineData("d: .inf", "d: must be a number")]
    [InlineData("d: yes", "d: must be a number")]
    [InlineData("texts: a", "texts: must be a list")]
    [InlineData("- a", "the body must be an object")]
    [InlineData("a", "the body must be an object")]
    [InlineData("more: {more: {d: x}}", "more.more.d: must be a number")]
    [InlineData("texts: [[a]]", "texts[0]: must be a text")]
    [InlineData("d: 1\nd: 2", "d: is there twice")]
    [InlineData("? [a]\n: b", "the body has a name that is not a text")]
    [InlineData("a: &x [1]\nany: *x", "any: is an alias, which is not taken")]
    [InlineData("<<: {d: 1}", "the body has a merge key, which is not taken")]
    [InlineData("any: !ruby/object:x {}", "any: must be anything")]
    [InlineData("any: !x y", "any: has a tag that is not known")]
    [InlineData("a: b\n---\nc: d", "the body has more than one document")]
    public void What_is_wrong_names_the_way_to_it(string yaml, string message) => Loose.Refuses(Codec.Yaml, yaml, message);

    [Theory]
    [InlineData("a: [")]
    [InlineData("a: b: c")]
    [InlineData("\"\\q\"")]
    [InlineData("%YAML 9.9")]
    public void What_is_no_YAML_says_where(string yaml) => Assert.Matches("^the body is not YAML: line [0-9]+, position [0-9]+$", Loose.Read(Codec.Yaml, yaml).Error.Message);

    [Fact]
    public void Where_nobody_knows_the_shape_a_scalar_is_what_YAML_says() =>
        Assert.Equal("""{"a":1,"b":"1","c":true,"d":null,"e":[1.5,"x"],"f":{"g":".inf"}}""", $"{((Bag)Loose.Read(Codec.Yaml, "any: {a: 1, b: '1', c: true, d: ~, e: [1.5, x], f: {g: .inf}}").Value).Any}");

    [Theory]
    [InlineData("more: {")]
    [InlineData("any: [")]
    public void A_hundred_thousand_levels_are_refused(string level)
    {
        var end = Loose.Read(Codec.Yaml, string.Concat(Enumerable.Repeat(level.Replace("any: ", ""), 100_000)));
        Assert.Equal((400, "CODEC"), (end.Error.Code, end.Error.Reason));
    }

    [Fact]
    public void Any_text_goes_through() => Prop.ForAll(
        Gen.OneOf(ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => text.Get), Gen.Elements("yes", "1.5", "~", "-", ": ", "a #b", "\u0085", "\u2028", "\ufeff", "\U0001f600", " x ", "0x1", "\r\n", "\t", "\u0001", "'", "\"", "=", "<<", "*a", "&a", "!a", "%a", "@a", "`a"))
            .Zip(ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => text.Get)).ToArbitrary(),
        static pair =>
        {
            var message = new Complex { NoOne = Valid(pair.Item1), Strings = { Valid(pair.Item2), Valid(pair.Item1) }, Map = { [Valid(pair.Item1)] = Valid(pair.Item2) }, Byte = ByteString.CopyFromUtf8(pair.Item2) };
            Assert.Equal(message, Complexes.Through(Codec.Yaml, message).Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static string Valid(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
