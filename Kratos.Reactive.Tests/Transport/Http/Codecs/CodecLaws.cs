using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Kratos.Reactive.Yaml;

namespace Kratos.Reactive.Tests;

/// <summary>What is written in a codec is read as the same.</summary>
public sealed class CodecLaws
{
    static readonly InProcess Complexes = InProcess.Of<Complex>();
    static readonly InProcess Hellos = InProcess.Of<Binding.HelloRequest>();
    static readonly InProcess Oddities = InProcess.Of<Odds>();

    static readonly Codec[] All = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml, Codec.Yaml, CodecKit.Mirror];

    // In XML and in a form a value that nobody knows the shape of is a text.
    static readonly Codec[] Shapely = [Codec.Json, Codec.Protobuf, Codec.Yaml];

    static Gen<string> Text => Gen.OneOf(
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => text.Get),
        Gen.Elements(" ", "  x ", "\n", "\r\n", "\r", "\t", "a b", "&=+%;", "%41", "<a>", "]]>", "&lt;", "'\"", "[]", "[0]", ".", "", "null", "true", "1", "~", "-", ": ", "\u0085", "\u2028", "\ufeff", "\U0001f600", "\u00e9"));

    [Fact]
    public void Messages_but_for_a_number_of_an_enum_that_has_no_name_in_a_form() => Prop.ForAll(MessageFuzzTests.Json.ToArbitrary(), static json =>
    {
        Same(Complexes, json, All);
        Same(Hellos, json, All);
        Same(Oddities, json, Shapely);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(4000).WithEndSize(20));

    [Fact]
    public void Texts() => Prop.ForAll(Text.Zip(Text).ToArbitrary(), static pair =>
    {
        var (one, other) = (Valid(pair.Item1), Valid(pair.Item2));
        var message = new Complex { NoOne = one, String = other, Strings = { other, one }, Map = { [one] = other }, Simples = { new Simple { Component = one } }, Byte = ByteString.CopyFromUtf8(one) };
        foreach (var codec in All)
            if ((codec != Codec.Xml || !(one + other).Any(static c => c is < ' ' and not ('\t' or '\n' or '\r') or '\ufffe' or '\uffff')) && (codec != Codec.Form || !one.Contains("].") && !one.Contains("][")))
                Assert.Equal(message, Complexes.Through(codec, message).Value);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Numbers_of_a_struct() => Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), static number =>
    {
        var message = new Odds { Data = new Struct { Fields = { ["n"] = Value.ForNumber(number.Get), ["m"] = Value.ForNumber(number.Get * 1e300) } } };
        if (!double.IsFinite(number.Get * 1e300)) return;
        foreach (var codec in Shapely) Assert.Equal(message, Oddities.Through(codec, message).Value);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static void Same(InProcess kind, string json, Codec[] codecs)
    {
        if (kind.Read(Codec.Json, json) is not { IsSucc: true, Value: var message }) return;
        foreach (var codec in codecs)
            if (codec != Codec.Form || message is not Complex { Sex: not (Sex.Man or Sex.Woman) }) Assert.Equal(message, kind.Through(codec, message).Value);
    }

    static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
