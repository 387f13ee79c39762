using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;

namespace Kratos.Reactive.Tests;

/// <summary>Forms, both ways, and the shared rows about them, each under its name.</summary>
public sealed class FormCodecTests
{
    static readonly InProcess Complexes = InProcess.Of<Complex>();
    static readonly InProcess Hellos = InProcess.Of<Binding.HelloRequest>();
    static readonly InProcess Oddities = InProcess.Of<Odds>();
    static readonly InProcess Animals = InProcess.Of<Animal>();

    public sealed record Login(string Username, string? Password = null);

    public sealed record Site(string? Name = null, string? Url = null, int Age = 0);

    public sealed record Numbered(long Id, string Name);

    public sealed record Plain(IReadOnlyList<int>? A = null, IReadOnlyDictionary<string, int>? M = null, Inner? N = null, bool B = false, IReadOnlyList<Inner>? L = null, IReadOnlyList<string>? S = null, object? Any = null, Plain? P = null);

    public sealed record Inner(int X);

    [Fact]
    public void FB1_FB5_a_name_and_a_url() => Assert.Equal(new Site("kratos", "https://go-kratos.dev/"), InProcess.Of<Site>().Read(Codec.Form, "name=kratos&url=https://go-kratos.dev/").Value);

    [Theory]
    [InlineData("kratos")]
    [InlineData("a")]
    public void FB2_FB6_what_is_no_number(string text) => InProcess.Of<Site>().Refuses(Codec.Form, $"age={text}", "age: must be a whole number from -2147483648 to 2147483647");

    [Fact]
    public void FB3_an_unknown_name_is_ignored() => Assert.Equal(new Site(Age: 1), InProcess.Of<Site>().Read(Codec.Form, "age=1&http=x").Value);

    [Fact]
    public void FB7_no_body_is_an_empty_record() => Assert.Equal(new Site(), InProcess.Of<Site>().Read(Codec.Form, "").Value);

    [Fact]
    public void FB13_Row_93_what_is_null_is_left_out()
    {
        Assert.Equal("username=kratos", InProcess.Of<Login>().Write(Codec.Form, new Login("kratos")));
        Assert.Equal("password=kratos_pwd&username=kratos", InProcess.Of<Login>().Write(Codec.Form, new Login("kratos", "kratos_pwd")));
    }

    [Fact]
    public void FB14_a_record_is_its_members() => Assert.Equal("id=1&name=kratos", InProcess.Of<Numbered>().Write(Codec.Form, new Numbered(1, "kratos")));

    [Fact]
    public void FB17_a_list_of_messages_goes_too_by_its_places()
    {
        var message = new Complex { Id = 2233, Simples = { new Simple { Component = "a" }, new Simple { Component = "b" } } };
        Assert.Equal("id=2233&simples%5B0%5D.component=a&simples%5B1%5D.component=b", Complexes.Write(Codec.Form, message));
        Assert.Equal(message, Complexes.Through(Codec.Form, message).Value);
    }

    [Fact]
    public void FB19_Row_112_a_full_message()
    {
        var message = new Complex
        {
            Duration = new Duration { Seconds = 120, Nanos = 22 },
            Field = new FieldMask { Paths = { "1", "2" } },
            Map = { ["kratos"] = "https://go-kratos.dev/" },
            Timestamp = new Timestamp { Seconds = 20, Nanos = 2 },
            NoOne = "2233",
            Simple = new Simple { Component = "5566" },
            Strings = { "3344", "5566" },
            Sex = Sex.Woman,
            Byte = ByteString.CopyFromUtf8("123"),
            Bool = false,
            String = "",
        };
        Assert.Equal(
            "bool=false&byte=MTIz&duration=120.000000022s&field=1%2C2&map%5Bkratos%5D=https%3A%2F%2Fgo-kratos.dev%2F&numberOne=2233&sex=woman&string=&strings=3344&strings=5566&timestamp=1970-01-01T00%3A00%3A20.000000002Z&very_simple.component=5566",
            Complexes.Write(Codec.Form, message));
        Assert.Equal(message, Complexes.Through(Codec.Form, message).Value);
    }

    [Fact]
    public void FB30_FB31_a_time_is_in_UTC() => Assert.Equal("timestamp=2023-01-01T14%3A02%3A01.000000100Z", Complexes.Write(Codec.Form, new Complex { Timestamp = new Timestamp { Seconds = 1672581721, Nanos = 100 } }));

    [Theory]
    [InlineData(100, "duration=100s")]
    [InlineData(-100, "duration=-100s")]
    public void FB33_a_span_is_in_seconds(int seconds, string form) => Assert.Equal(form, Complexes.Write(Codec.Form, new Complex { Duration = new Duration { Seconds = seconds } }));

    [Fact]
    public void FB34_bytes_are_base64_of_the_alphabet_that_Go_Kratos_reads() => Assert.Equal("bytes=YWJjMTIzIT8kKiYoKSctPUB%2B", Complexes.Write(Codec.Form, new Complex { Bytes = ByteString.CopyFromUtf8("abc123!?$*&()'-=@~") }));

    [Fact]
    public void QD29_a_plain_record()
    {
        var plain = (Plain)InProcess.Of<Plain>().Read(Codec.Form, "a=1&a=2&m[x]=1&n.x=5&b=1").Value;
        Assert.Equal([1, 2], plain.A!);
        Assert.Equal((1, 5, true), (plain.M!["x"], plain.N!.X, plain.B));
        plain = (Plain)InProcess.Of<Plain>().Read(Codec.Form, "a[0]=1&a[1]=2&l[1].x=2&l[0].x=1&p.p.n[x]=7&any.a[b.c]=d").Value;
        Assert.Equal([1, 2], plain.A!);
        Assert.Equal([new Inner(1), new Inner(2)], plain.L!);
        Assert.Equal(7, plain.P!.P!.N!.X);
        Assert.Equal("""{"a":{"b.c":"d"}}""", $"{plain.Any}");
    }

    [Fact]
    public void Row_132_a_place_that_is_left_out_is_an_empty_text() => Assert.Equal(["x", "", "z"], ((Plain)InProcess.Of<Plain>().Read(Codec.Form, "s[0]=x&s[2]=z").Value).S!);

    [Theory]
    [InlineData("a[5]=1", "a: must be a list, each a whole number from -2147483648 to 2147483647")]
    [InlineData("a[x]=1", "a: is a list: give its items as a=x, or a[0]=x with a number below 1024")]
    [InlineData("a[1024]=1", "a: is a list: give its items as a=x, or a[0]=x with a number below 1024")]
    [InlineData("s[0]=a&s[0]=b", "s[0]: is given more than once")]
    [InlineData("n=1", "n: cannot be given as a text")]
    [InlineData("n=", null)]
    [InlineData("n.x=1&n.x=2", "n.x: is given more than once")]
    [InlineData("n.x=z", "n.x: must be a whole number from -2147483648 to 2147483647")]
    [InlineData("b.x=1", "b: is not a message")]
    [InlineData("m.a.b=1", "m[a]: is not a message")]
    [InlineData("m[a=1", "m: is given by a name that is none, or has more than 64 steps")]
    [InlineData("m[a]b=1", "m: is given by a name that is none, or has more than 64 steps")]
    [InlineData("m[a]b]=x", "m[a]b]: must be a whole number from -2147483648 to 2147483647")]
    [InlineData("l=1", "l: cannot be given as a text")]
    [InlineData("l[0].x=%ff", "l[0].x: is not percent-encoded UTF-8")]
    [InlineData("a=%ff&a=1", "a: is not percent-encoded UTF-8")]
    [InlineData("p.p.p.b=maybe", "p.p.p.b: must be true or false")]
    public void What_is_wrong_names_the_way_to_it(string form, string? message)
    {
        if (message is not null) InProcess.Of<Plain>().Refuses(Codec.Form, form, message);
        else Assert.Equal(new Plain(), InProcess.Of<Plain>().Read(Codec.Form, form).Value);
    }

    [Fact]
    public void A_way_of_a_million_steps_is_refused() => InProcess.Of<Plain>().Refuses(Codec.Form, string.Concat(Enumerable.Repeat("p.", 1_000_000)) + "b=1", "p: is given by a name that is none, or has more than 64 steps");

    [Theory]
    [InlineData("sub.naming=x&sub.x=1", """{ "sub": { "naming": "x" } }""")]
    [InlineData("opt_int32=5", """{ "optInt32": 5 }""")]
    [InlineData("name=&test_repeated[]=a&test_repeated[]=b", """{ "test_repeated": [ "a", "b" ] }""")]
    [InlineData("updateMask=name,optInt32", """{ "updateMask": "name,optInt32" }""")]
    public void A_message_by_both_names(string form, string json) => Assert.Equal(json, Hellos.Read(Codec.Form, form).Value.ToString());

    [Theory]
    [InlineData("duration=1h2m", """{ "duration": "3720s" }""")]
    [InlineData("timestamp=null", "{ }")]
    [InlineData("b=T&sex=1&byte=-_-_", """{ "b": true, "sex": "woman", "byte": "+/+/" }""")]
    [InlineData("map_int64_key[5]=x&map[a.b]=1", """{ "map": { "a.b": "1" }, "map_int64_key": { "5": "x" } }""")]
    public void A_value_has_the_texts_that_a_query_has(string form, string json) => Assert.Equal(json, Complexes.Read(Codec.Form, form).Value.ToString());

    [Fact]
    public void Row_109_a_struct_is_its_JSON_or_its_members()
    {
        Assert.Equal("""{ "data": { "name": "kratos" } }""", Oddities.Read(Codec.Form, "data=%7B%22name%22%3A%22kratos%22%7D").Value.ToString());
        Assert.Equal("""{ "data": { "name": "kratos" } }""", Oddities.Read(Codec.Form, "data[name]=kratos").Value.ToString());
        Assert.Equal("data=%7B%22a%22%3A1%7D", Oddities.Write(Codec.Form, new Odds { Data = new Struct { Fields = { ["a"] = Value.ForNumber(1) } } }));
    }

    [Fact]
    public void A_record_goes_through()
    {
        var animal = new Animal("a b+c&d=é", 3, 1.5, true, Diet.Meat, new Home("x", 1), ["p", "q r"], DateTimeOffset.UnixEpoch, Guid.Empty, [1, 2], new Dictionary<string, int> { ["a[b].c"] = 1, ["é"] = 2 }, 9, 1.5f, 2.5m);
        var back = (Animal)Animals.Through(Codec.Form, animal with { Counts = new Dictionary<string, int> { ["a.b c"] = 1, ["é"] = 2 } }).Value;
        Assert.Equal(animal.Friends!, back.Friends!);
        Assert.Equal(animal.Picture!, back.Picture!);
        Assert.Equal(1, back.Counts!["a.b c"]);
        Assert.Equal(animal with { Friends = back.Friends, Picture = back.Picture, Counts = back.Counts }, back);
    }
}
