using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>The shared rows for messages that are written as a query, each under its name, and what they leave open.</summary>
public sealed class MessagePairsTests
{
    static readonly ProtoTypes types = new(new ProtoJson());

    static (string Query, Wrong? Wrong) Write(IMessage message)
    {
        List<KeyValuePair<string, string>> pairs = [];
        var text = new System.Text.StringBuilder();
        var wrong = new MessagePairs(types.Of(message.Descriptor), null, []).Write(message, pairs);
        QueryText.Write(text, pairs);
        return (text.ToString().TrimStart('?'), wrong);
    }

    static void Gives(string query, IMessage message) => Assert.Equal((query, null), Write(message));

    static void Refuses(string field, string why, IMessage message) => Assert.Equal(new Wrong(field, why), Write(message).Wrong);

    [Fact]
    public void FB17_W_FORM_7_a_list_of_messages_is_refused_and_not_dropped() =>
        Refuses("simples", "is a list of messages, which a query cannot have", new Complex { Id = 2233, Simples = { new Simple { Component = "a" } } });

    [Fact]
    public void FB18_a_mask() => Gives("updateMask=foo%2Cbar", new Asked { UpdateMask = new FieldMask { Paths = { "foo", "bar" } } });

    [Fact]
    public void FB19_a_message_with_all_its_fields() => Gives(
        "a=19&age=18&b=true&bool=false&byte=MTIz&bytes=MTIz&count=3&d=22.22&double=12.33&duration=2m0.000000022s&field=1%2C2&float=12.34&id=2233&int32=32&int64=64&map%5Bkratos%5D=https%3A%2F%2Fgo-kratos.dev%2F"
        + "&map_int64_key%5B1%5D=kratos&numberOne=2233&price=11.23&sex=woman&string=go-kratos&strings=3344&strings=5566&timestamp=1970-01-01T00%3A00%3A20.000000002Z&uint32=32&uint64=64&very_simple.component=5566",
        new Complex
        {
            Id = 2233,
            NoOne = "2233",
            Simple = new Simple { Component = "5566" },
            Strings = { "3344", "5566" },
            B = true,
            Sex = Sex.Woman,
            Age = 18,
            A = 19,
            Count = 3,
            Price = 11.23f,
            D = 22.22,
            Byte = ByteString.CopyFromUtf8("123"),
            Timestamp = new Timestamp { Seconds = 20, Nanos = 2 },
            Duration = new Duration { Seconds = 120, Nanos = 22 },
            Field = new FieldMask { Paths = { "1", "2" } },
            Double = 12.33,
            Float = 12.34f,
            Int64 = 64,
            Int32 = 32,
            Uint64 = 64,
            Uint32 = 32,
            Bool = false,
            String = "go-kratos",
            Bytes = ByteString.CopyFromUtf8("123"),
            Map = { ["kratos"] = "https://go-kratos.dev/" },
            MapInt64Key = { [1] = "kratos" },
        });

    [Theory]
    [InlineData("FB33", 100, 0, "1m40s")]
    [InlineData("FB33", -100, 0, "-1m40s")]
    [InlineData("FB19", 120, 22, "2m0.000000022s")]
    [InlineData("", 0, 0, "0s")]
    [InlineData("", 3600, 500_000_000, "1h0m0.5s")]
    [InlineData("", 0, -250_000_000, "-250ms")]
    [InlineData("", 0, 1_500, "1.5µs")]
    [InlineData("", 0, 7, "7ns")]
    [InlineData("", 315576000000, 0, "87660000h0m0s")]
    public void A_span_is_written_as_Go_writes_it(string row, long seconds, int nanos, string text)
    {
        var span = new Duration { Seconds = seconds, Nanos = nanos };
        Assert.Equal((row, text), (row, DurationText.ToGo(span)));
        Assert.True(DurationText.TryGiven(text, out var read));
        Assert.Equal(span, read);
    }

    [Theory]
    [InlineData("kratos", "a3JhdG9z")]
    [InlineData("abc123!?$*&()'-=@~", "YWJjMTIzIT8kKiYoKSctPUB%2B")]
    public void FB34_W_FORM_2_bytes_are_in_the_alphabet_that_every_server_takes(string text, string written)
    {
        Gives($"bytes={written}", new Complex { Bytes = ByteString.CopyFromUtf8(text) });
        Gives($"byte={written}", new Complex { Byte = ByteString.CopyFromUtf8(text) });
    }

    [Fact]
    public void FB30_W_FORM_3_a_time_is_in_UTC() => Gives("timestamp=2022-01-02T03%3A04%3A05.000000006Z", new Complex { Timestamp = new Timestamp { Seconds = 1641092645, Nanos = 6 } });

    [Fact]
    public void W_FORM_4_a_key_may_have_a_dot_and_a_bracket()
    {
        Gives("map%5Ba.b%5D=1&map%5Bc%5D.%5D=2", new Complex { Map = { ["a.b"] = "1", ["c]."] = "2" } });
        Gives("subs%5Ba.b%5D.naming=1&subs%5Bc%5D=", new Odds { Subs = { ["a.b"] = new Sub { Name = "1" }, ["c"] = new Sub() } });
        Refuses("subs", "has the key 'c].', which a query cannot tell from what follows a key", new Odds { Subs = { ["c]."] = new Sub() } });
    }

    [Fact]
    public void W_FORM_6_an_enum_without_a_name_is_its_number() => Gives("sex=7", new Complex { Sex = (Sex)7 });

    [Fact]
    public void W_FORM_7_JSON_goes_as_a_text_and_what_has_no_text_is_refused()
    {
        Gives("data=%7B%22a%22%3A1%7D&dataList=%7B%7D&list=%5Bnull%5D", new Odds
        {
            Data = new Struct { Fields = { ["a"] = Value.ForNumber(1) } },
            DataList = { new Struct() },
            List = new ListValue { Values = { Value.ForNull() } },
        });
        Gives("value=1", new Odds { Value = Value.ForString("1") });
        Refuses("value", "is JSON, which a path or a query has as a text only", new Odds { Value = Value.ForNumber(1) });
        Refuses("inner.any", "cannot be given as a text", new Odds { Inner = new Odds { Any = new Any() } });
        Assert.StartsWith("is no JSON: ", Write(new Odds { List = new ListValue { Values = { Value.ForNumber(double.NaN) } } }).Wrong!.Why);
        Assert.Equal("timestamp", Write(new Complex { Timestamp = new Timestamp { Nanos = -1 } }).Wrong!.Field);
    }

    [Fact]
    public void W_FORM_10_what_is_set_and_empty_is_there()
    {
        Gives("optString=&sub=&updateMask=", new Asked { OptString = "", Sub = new Sub(), UpdateMask = new FieldMask() });
        Gives("blob=&text=", new Odds { Blob = ByteString.Empty, Text = "" });
        Gives("", new Asked());
    }

    [Fact]
    public void A_message_may_be_64_levels_deep_and_no_deeper()
    {
        Assert.Null(Write(Deep(63)).Wrong);
        Assert.Equal("is nested deeper than 64 levels", Write(Deep(64)).Wrong!.Why);
    }

    static Odds Deep(int levels) => Enumerable.Range(0, levels).Aggregate(new Odds { Number = 1 }, static (inner, _) => new Odds { Inner = inner });
}
