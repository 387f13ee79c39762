using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;

namespace Kratos.Reactive.Tests;

/// <summary>Faults of Go Kratos' forms that these do not have, each under its number. W-FORM-9 is tested with the queries of messages.</summary>
public sealed class FormFaultTests
{
    static readonly InProcess Complexes = InProcess.Of<Complex>();

    [Theory]
    [InlineData("timestamp=null")]
    [InlineData("duration=null")]
    public void W_FORM_1_Row_125_null_is_no_value_and_no_panic(string form) => Assert.Equal(new Complex(), Complexes.Read(Codec.Form, form).Value);

    [Fact]
    public void W_FORM_2_Row_99_bytes_go_through_in_either_alphabet()
    {
        var message = new Complex { Byte = ByteString.CopyFrom(0xfb, 0xff, 0xfe) };
        Assert.Equal(message, Complexes.Through(Codec.Form, message).Value);
        Assert.Equal(message, Complexes.Read(Codec.Form, "byte=-__-").Value);
        Assert.Equal(message, Complexes.Read(Codec.Form, "byte=%2B//%2B").Value);
    }

    [Fact]
    public void W_FORM_3_a_time_is_the_same_in_every_zone() => Assert.Equal("timestamp=1970-01-01T00%3A00%3A00Z", Complexes.Write(Codec.Form, new Complex { Timestamp = new Timestamp() }));

    [Fact]
    public void W_FORM_4_a_key_with_a_dot_goes_through()
    {
        var message = new Complex { Map = { ["a.b"] = "1", ["c d"] = "2", [""] = "3" } };
        Assert.Equal(message, Complexes.Through(Codec.Form, message).Value);
    }

    [Fact]
    public void W_FORM_5_Row_105_the_message_that_is_written_is_not_changed()
    {
        var message = new Complex { Field = new FieldMask { Paths = { "user_name", "a.b_c" } } };
        var before = message.Clone();
        foreach (var codec in (Codec[])[Codec.Form, Codec.Json, Codec.Xml, Codec.Protobuf]) Complexes.Bytes(codec, message);
        Assert.Equal(before, message);
        Assert.Equal("field=userName%2Ca.bC", Complexes.Write(Codec.Form, message));
    }

    [Fact]
    public void W_FORM_6_Row_110_a_number_without_a_name_is_a_number() => Assert.Equal("sex=7", Complexes.Write(Codec.Form, new Complex { Sex = (Sex)7 }));

    [Fact]
    public void W_FORM_7_nothing_is_left_out()
    {
        var message = new Odds { Subs = { ["k"] = new Sub { Name = "x" } }, Times = { new Timestamp { Seconds = 1 } }, Inner = new Odds { Numbers = { 1, 2 } }, DataList = { new Struct { Fields = { ["a"] = Value.ForString("b") } } } };
        Assert.Equal(message, InProcess.Of<Odds>().Through(Codec.Form, message).Value);
    }

    [Fact]
    public void W_FORM_8_the_first_wrong_value_is_the_one_that_is_told() =>
        Assert.All(Enumerable.Range(0, 100), static _ => Complexes.Refuses(Codec.Form, "b=x&age=y&id=z&d=w", "b: must be true or false"));

    [Fact]
    public void W_FORM_10_an_empty_text_is_a_value_where_it_can_be_one_and_unknown_names_can_be_refused()
    {
        Assert.True(((Binding.HelloRequest)InProcess.Of<Binding.HelloRequest>().Read(Codec.Form, "optString=").Value).HasOptString);
        var serving = new HttpServing(HttpOptions.Default with { Codecs = [Codec.Form], ProtoJson = new ProtoJson { Unknown = UnknownFields.Refused } }, Env.System);
        var rule = HttpRule.Post("/x");
        var binder = BodyBinder.For(Method.Of<Complex, Complex>("/x.X/X", MethodShape.Unary), rule, RouteTemplate.Parse(rule.Path).Value, serving).Value;
        Assert.Equal("nonsense: is not known", binder.Bind(Codec.Form, new BindingSource([], "", ""), "nonsense=1"u8.ToArray()).Error.Message);
    }

    [Fact]
    public void A_form_of_too_many_names_is_refused_before_it_costs_much()
    {
        var deep = string.Join('&', Enumerable.Range(0, 30_000).Select(static n => $"{n:x4}{string.Concat(Enumerable.Repeat(".a", 60))}=1"));
        var wide = string.Join('&', Enumerable.Range(0, 16 * 1024 + 1).Select(static n => $"{n:x}=1"));
        foreach (var form in new[] { deep, wide })
            Assert.Equal("400 CODEC: there are more than 16384 names, or steps of names", Complexes.Read(Codec.Form, form).Error.ToString());
        Assert.True(Complexes.Read(Codec.Form, string.Join('&', Enumerable.Range(0, 16 * 1024).Select(static n => $"{n:x}=1"))).IsSucc);
    }
}
