using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;

namespace Kratos.Reactive.Tests;

public sealed class XmlCodecTests
{
    const string Head = """<?xml version="1.0" encoding="utf-8"?>""";

    static readonly InProcess Complexes = InProcess.Of<Complex>();
    static readonly InProcess Animals = InProcess.Of<Animal>();
    static readonly InProcess Grids = InProcess.Of<Grid>();

    public sealed record Grid(IReadOnlyList<IReadOnlyList<int>> Rows, IReadOnlyList<string> Names, string? Note, object? Any = null, Grid? More = null);

    [Fact]
    public void A_message_is_an_element_a_member()
    {
        var message = new Complex
        {
            Id = 7,
            Simple = new Simple { Component = "a <b> & \"c\"" },
            Strings = { "x", " y " },
            Simples = { new Simple { Component = "1" }, new Simple() },
            B = true,
            Sex = Sex.Woman,
            Byte = ByteString.CopyFrom(1, 2),
            Timestamp = new Timestamp(),
            Map = { ["a b"] = "1", [""] = "2" },
            MapInt64Key = { [5] = "five" },
            Bool = false,
            String = "",
        };
        Assert.Equal(
            $"""{Head}<Complex><id>7</id><very_simple><component>a &lt;b&gt; &amp; "c"</component></very_simple><strings>x</strings><strings> y </strings><simples><component>1</component></simples><simples /><b>true</b><sex>woman</sex><byte>AQI=</byte><timestamp>1970-01-01T00:00:00Z</timestamp><bool>false</bool><string></string><map><entry key="a b">1</entry><entry key="">2</entry></map><map_int64_key><entry key="5">five</entry></map_int64_key></Complex>""",
            Complexes.Write(Codec.Xml, message).Replace("<string />", "<string></string>"));
        Assert.Equal(message, Complexes.Through(Codec.Xml, message).Value);
    }

    [Fact]
    public void A_record_goes_through()
    {
        var animal = new Animal("Rex\r\n\t", 3, 1.5, true, Diet.Meat, new Home("x", 1), ["p", ""], DateTimeOffset.UnixEpoch, Guid.Empty, [1, 2], new Dictionary<string, int> { ["a.b c"] = 1 }, 9, 1.5f, 2.5m);
        var back = (Animal)Animals.Through(Codec.Xml, animal).Value;
        Assert.Equal(animal.Friends!, back.Friends!);
        Assert.Equal(animal.Picture!, back.Picture!);
        Assert.Equal(1, back.Counts!["a.b c"]);
        Assert.Equal(animal with { Friends = back.Friends, Picture = back.Picture, Counts = back.Counts }, back);
    }

    [Fact]
    public void Lists_in_lists_empty_ones_and_null_go_through()
    {
        var grid = new Grid([[1, 2], [], [3]], [], null, More: new Grid([], ["a"], "n"));
        var xml = Grids.Write(Codec.Xml, grid);
        Assert.Contains("<rows><item>1</item><item>2</item></rows><rows /><rows><item>3</item></rows><note xsi:nil=\"true\"", xml, StringComparison.Ordinal);
        var back = (Grid)Grids.Read(Codec.Xml, xml).Value;
        Assert.Equal([[1, 2], [], [3]], back.Rows);
        Assert.Empty(back.Names);
        Assert.Empty(back.More!.Rows);
        Assert.Equal(["a"], back.More.Names);
        Assert.Equal((null, "n"), (back.Note, back.More.Note));
    }

    [Fact]
    public void Where_nobody_knows_the_shape_an_element_is_a_text_an_object_or_more_of_a_name_a_list() =>
        Assert.Equal("""{"a":["1","2"],"b":{"c":"x"}}""", $"{((Grid)Grids.Read(Codec.Xml, "<g><note>n</note><any><a>1</a><a>2</a><b><c>x</c></b></any></g>").Value).Any}");

    [Theory]
    [InlineData("<x><id> 7 </id></x>", 7)]
    [InlineData("<x><id></id></x>", 0)]
    [InlineData("<x><id/></x>", 0)]
    [InlineData("<x><id xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/></x>", 0)]
    [InlineData("<x xmlns='urn:a' a='b'><id><![CDATA[8]]></id><!-- no --><?no pi?><unknown><id>9</id></unknown></x>", 8)]
    [InlineData("\ufeff<?xml version='1.0' encoding='UTF-8'?>\n<y:x xmlns:y='urn:y'><y:id>9</y:id></y:x>\n", 9)]
    public void What_does_not_matter_does_not(string xml, int id) => Assert.Equal(new Complex { Id = id }, Complexes.Read(Codec.Xml, xml).Value);

    [Theory]
    [InlineData("<x><id>a</id></x>", "id: must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("<x><b>yes</b></x>", "b: must be true or false")]
    [InlineData("<x><id><a/></id></x>", "id: must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("<x><id>1</id><id>2</id></x>", "id: is there twice")]
    [InlineData("<x><very_simple>a</very_simple></x>", "very_simple: must be an object")]
    [InlineData("<x><simples><component><a/></component></simples></x>", "simples[0].component: must be a text")]
    [InlineData("<x><map_int64_key><entry key='a'>1</entry></map_int64_key></x>", "map_int64_key[a]: has a key that must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("a", "the body is not XML: line 1, position 1")]
    [InlineData("<x>", "the body is not XML: line 1, position 1")]
    [InlineData("<x><string>&a;</string></x>", "the body is not XML: line 1, position 13")]
    [InlineData("<x>a</x>", "the body must be an object")]
    [InlineData("<x>\n<b></c></x>", "the body is not XML: line 2, position 6")]
    [InlineData("<x/><y/>", "the body is not XML: line 1, position 6")]
    [InlineData("<x>&#1;</x>", "the body is not XML: line 1, position 6")]
    public void What_is_wrong_names_the_way_to_it(string xml, string message) => Complexes.Refuses(Codec.Xml, xml, message);

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><x><string>&a;</string></x>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x><string>&a;</string></x>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'ab'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]><x><string>&c;</string></x>")]
    public void A_DTD_is_refused(string xml) => Complexes.Refuses(Codec.Xml, xml, "the body has a DTD, which is not taken");

    [Fact]
    public void A_million_levels_are_refused_at_once() => Grids.Refuses(Codec.Xml, string.Concat(Enumerable.Repeat("<more>", 1_000_000)), "the body is nested deeper than 64 levels");

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused() => Assert.Equal("the body is not UTF-8: position 4", Complexes.Read(Codec.Xml, [(byte)'<', (byte)'x', (byte)'>', 0xff]).Error.Message);

    [Fact]
    public void A_character_that_XML_does_not_have_is_written_as_the_one_for_that() => Assert.Equal($"{Head}<Complex><numberOne>a\ufffdb</numberOne></Complex>", Complexes.Write(Codec.Xml, new Complex { NoOne = "a\u0001b" }));

    [Fact]
    public void XML_of_too_many_elements_or_attributes_is_refused_before_it_costs_much()
    {
        var elements = $"<x>{string.Concat(Enumerable.Repeat("<a/>", 64 * 1024))}</x>";
        var attributes = $"<x {string.Join(' ', Enumerable.Range(0, 64 * 1024).Select(static n => $"a{n:x}=''"))}/>";
        foreach (var body in new[] { elements, attributes }) Complexes.Refuses(Codec.Xml, body, "the body has more than 65536 elements and attributes");
        Assert.Equal(60_000, ((Complex)Complexes.Read(Codec.Xml, $"<x>{string.Concat(Enumerable.Repeat("<strings>a</strings>", 60_000))}</x>").Value).Strings.Count);
    }
}
