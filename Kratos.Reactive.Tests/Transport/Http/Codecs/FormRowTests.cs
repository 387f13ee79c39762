using System.Text.Json.Serialization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;

namespace Kratos.Reactive.Tests;

/// <summary>More of the shared rows about forms, each under its name or its number.</summary>
public sealed class FormRowTests
{
    static readonly InProcess Complexes = InProcess.Of<Complex>();
    static readonly InProcess Hellos = InProcess.Of<Binding.HelloRequest>();

    public sealed record Paged(int Page = 0);

    public sealed record Tagged([property: JsonPropertyName("name_json")] string Name);

    public sealed record Shifts(bool Bl = false, IReadOnlyList<int>? A = null);

    [Theory]
    [InlineData("FB9", "page=1", 1)]
    [InlineData("FB10 and FB11", "page=2", 2)]
    public void FB_a_page_by_query_and_by_body(string row, string form, int page)
    {
        var asked = InProcess.Of<Paged>(HttpRule.Get("/x"));
        Assert.Equal((row, new Paged(page), new Paged(page)), (row, asked.Read(Codec.Form, "", $"?{form}").Value, InProcess.Of<Paged>().Read(Codec.Form, form).Value));
    }

    [Fact]
    public void FB15_a_name_is_that_of_the_JSON()
    {
        Assert.Equal("name_json=x", InProcess.Of<Tagged>().Write(Codec.Form, new Tagged("x")));
        Assert.Equal(new Tagged("x"), InProcess.Of<Tagged>().Read(Codec.Form, "name_json=x").Value);
    }

    [Theory]
    [InlineData("user_id", "userId")]
    [InlineData("user", "user")]
    [InlineData("user_id_and_username", "userIdAndUsername")]
    public void FB18_FB29_Row_120_a_path_of_a_mask_is_in_camel_case_when_written(string path, string written)
    {
        var message = new Binding.HelloRequest { UpdateMask = new FieldMask { Paths = { path, "foo" } } };
        Assert.Equal($"updateMask={written}%2Cfoo", Hellos.Write(Codec.Form, message));
        Assert.Equal(message, Hellos.Through(Codec.Form, message).Value);
    }

    [Fact]
    public void Rows_94_to_98_single_values()
    {
        var message = new Complex { Id = 2233, NoOne = "2233", Simple = new Simple { Component = "5566" }, Sex = Sex.Woman, B = true, Price = 11.23f, D = 22.22, Byte = ByteString.CopyFromUtf8("123"), Bytes = ByteString.CopyFromUtf8("123") };
        Assert.Equal("b=true&byte=MTIz&bytes=MTIz&d=22.22&id=2233&numberOne=2233&price=11.23&sex=woman&very_simple.component=5566", Complexes.Write(Codec.Form, message));
        Assert.Equal(message, Complexes.Through(Codec.Form, message).Value);
    }

    [Theory]
    [InlineData(5_000_000, "1970-01-01T00%3A00%3A00.005Z")]
    [InlineData(5_000, "1970-01-01T00%3A00%3A00.000005Z")]
    [InlineData(0, "1970-01-01T00%3A00%3A00Z")]
    public void Rows_101_to_103_a_time_has_as_many_digits_as_it_needs(int nanos, string text) => Assert.Equal($"timestamp={text}", Complexes.Write(Codec.Form, new Complex { Timestamp = new Timestamp { Nanos = nanos } }));

    [Fact]
    public void Rows_106_and_107_what_is_set_is_written_though_it_is_the_default()
    {
        Assert.Equal("bool=false&string=", Complexes.Write(Codec.Form, new Complex { Bool = false, String = "" }));
        Assert.Equal("optInt32=0", Hellos.Write(Codec.Form, new Binding.HelloRequest { OptInt32 = 0 }));
        Assert.Equal("name=foo&optInt32=100&sub.naming=bar", Hellos.Write(Codec.Form, new Binding.HelloRequest { Name = "foo", OptInt32 = 100, Sub = new Sub { Name = "bar" } }));
    }

    [Fact]
    public void Row_111_an_empty_message_is_an_empty_form()
    {
        Assert.Equal("", Complexes.Write(Codec.Form, new Complex()));
        Assert.Equal(new Complex(), Complexes.Through(Codec.Form, new Complex()).Value);
    }

    [Theory]
    [InlineData("Row 121", "id=1&id=2", "id: is given more than once")]
    [InlineData("Row 126", "duration=120", "duration: must be a span of seconds, as in 3.5s")]
    [InlineData("Row 129 in another base", "id=0x10", "id: must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("Row 129 with underscores", "id=1_000", "id: must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("Row 130 no escape", "numberOne=%zz", "numberOne: is not percent-encoded UTF-8")]
    public void What_is_refused(string row, string form, string message)
    {
        Assert.NotEmpty(row);
        Complexes.Refuses(Codec.Form, form, message);
    }

    [Theory]
    [InlineData("Row 126", "duration=3.5s", """{ "duration": "3.500s" }""")]
    [InlineData("Row 128", "id=&unknown=1&.=2", "{ }")]
    [InlineData("Row 129 a sign", "id=%2B5", """{ "id": "5" }""")]
    [InlineData("Row 130 a semicolon is a character", "numberOne=a;b=c", """{ "numberOne": "a;b=c" }""")]
    [InlineData("Row 124", "strings[0]=a&strings[1]=b", """{ "strings": [ "a", "b" ] }""")]
    [InlineData("Row 124 in their order", "strings[1]=b&strings[0]=a", """{ "strings": [ "a", "b" ] }""")]
    public void What_is_read(string row, string form, string json) => Assert.Equal((row, json), (row, Complexes.Read(Codec.Form, form).Value.ToString()));

    [Fact]
    public void Row_122_one_field_by_both_its_names_is_refused() => Hellos.Refuses(Codec.Form, "optInt32=1&opt_int32=2", "optInt32: is there twice");

    [Fact]
    public void Row_133_what_is_wrong_with_a_record_names_the_way_to_it()
    {
        var shifts = InProcess.Of<Shifts>();
        Assert.True(((Shifts)shifts.Read(Codec.Form, "bl=T").Value).Bl);
        shifts.Refuses(Codec.Form, "bl=perhaps", "bl: must be true or false");
        shifts.Refuses(Codec.Form, "a=x", "a: must be a list, each a whole number from -2147483648 to 2147483647");
    }
}
