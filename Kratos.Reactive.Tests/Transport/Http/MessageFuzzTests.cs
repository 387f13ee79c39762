using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Tests;

/// <summary>Whatever comes in, a binder gives a message or a 400, and throws nothing; what is written is read as the same message.</summary>
public sealed partial class MessageFuzzTests
{
    const int Tries = 4000;

    static readonly HttpServing Serving = new(HttpOptions.Default, Env.System);

    static readonly (MessageDescriptor Type, string Body)[] Rules =
    [
        (Binding.Complex.Descriptor, "*"), (Binding.Complex.Descriptor, "strings"), (Binding.Complex.Descriptor, "map_int64_key"), (Binding.Complex.Descriptor, "bytes"),
        (Binding.Odds.Descriptor, "*"), (Binding.Odds.Descriptor, "any"), (Binding.Odds.Descriptor, "inner"), (Binding.HelloRequest.Descriptor, ""),
    ];

    static readonly string[] Names = [.. Rules.SelectMany(static rule => rule.Type.Fields.InDeclarationOrder()).SelectMany(static field => new[] { field.Name, field.JsonName }).Distinct()];

    static readonly string[] Values =
    [
        "", "null", "true", "1", "-1", "1.0", "1e3", "1e999", "1e-999", "NaN", "Infinity", "9223372036854775808", "99999999999999999999999999999999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999-23:59", "2020-01-01T00:00:00.5Z",
        "315576000000s", "-315576000000.999999999s", "1h2m3.4s", "...s", "1.2.3s", "-", "woman", "a,bC", "a_b", "MTIz", "-_-_", "=", "====", "M", "%ff", "%zz", "%00", "%F0%9F%98%80", "%7B%7D", "[]", "{}", "[[[[", "\u00fc", "x",
    ];

    static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\ud800", "{\"@type\":\"a/binding.Odds\"", "{\"@type\":\"a/google.protobuf.Any\",\"value\":", "\"@type\":", "\"value\":", " ", "\n", "//", "\u00ff",
        .. Names.Select(static name => $"\"{name}\":"), .. Values.Select(static value => $"\"{value}\""), .. Values,
    ];

    static Gen<string> Text(params string[] fragments) => Gen.Elements(fragments).ListOf().Select(list => string.Concat(list));

    static Gen<string> Objects(int depth) => Gen.Elements(Names).Zip(depth == 0 ? Simple : Gen.OneOf(Simple, Objects(depth - 1), Lists(depth - 1))).Select(pair => $"\"{pair.Item1}\":{pair.Item2}").ListOf(2)
        .Select(members => $"{{{string.Join(',', members)}}}");

    static Gen<string> Lists(int depth) => Gen.OneOf(Simple, Objects(depth)).ListOf(2).Select(all => $"[{string.Join(',', all)}]");

    static Gen<string> Simple => Gen.Elements(Values).Select(value => value is "null" or "true" or "1" or "-1" or "1.0" or "1e3" or "1e999" or "[]" or "{}" ? value : $"\"{value}\"");

    internal static Gen<string> Json => Gen.OneOf(Objects(0), Objects(2), Text(Pieces), Gen.Elements(Names).Zip(Text(Pieces)).Select(pair => $"{{\"{pair.Item1}\":{pair.Item2}}}"));

    static Gen<string> Query => Gen.Elements(Names).Zip(Text("[", "]", ".", "[]", "a", "[a.b]", ".name", ".component", ".inner", "1", "%5B", "%ff")).Zip(Gen.Elements(Values))
        .Select(parts => $"{parts.Item1.Item1}{parts.Item1.Item2}={parts.Item2}").ListOf().Select(pairs => $"?{string.Join('&', pairs)}");

    [Fact]
    public void Bodies_and_queries() => Prop.ForAll(Json.Zip(Query).ToArbitrary(), parts =>
    {
        foreach (var (type, body) in Rules) Fine(Bind(type, body, parts.Item2, Encoding.UTF8.GetBytes(parts.Item1)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithEndSize(20));

    [Fact]
    public void Bytes() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        foreach (var (type, body) in Rules) Fine(Bind(type, body, $"?{Encoding.Latin1.GetString(bytes)}", bytes));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries));

    // A message that came out is written and read again as the same.
    static void Fine(Fin<object> end)
    {
        if (end.IsFail)
        {
            Assert.Equal((400, "CODEC"), (end.Error.Code, end.Error.Reason));
            return;
        }

        var message = (IMessage)end.Value;
        using var scratch = Scratch.Rent(Serving.Codec);
        Serving.Proto.Message(message.Descriptor).Write(scratch.Writer, message);
        scratch.Writer.Flush();
        Assert.Equal(message, Bind(message.Descriptor, "*", "", scratch.Written).Value);
        var text = Encoding.UTF8.GetString(scratch.Written);
        if (!ReadElsewise.IsMatch(text)) Assert.Equal(message, Reference.Parse(text, message.Descriptor));
    }

    // An empty Any is none to the reference, and it loses the capital that a path of a mask begins with.
    [GeneratedRegex("""\{\}|(updateMask|field)":"([^"]*[,.])?[A-Z]""")]
    static partial Regex ReadElsewise { get; }

    static JsonParser Reference { get; } = new(JsonParser.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(Binding.Odds.Descriptor.File)));

    static Fin<object> Bind(MessageDescriptor type, string body, string query, ReadOnlySpan<byte> bytes) =>
        new MessageBinder(new MessagePlan(Serving.Proto.Of(type), new MessageBody(Serving.Proto.Of(type), body == "*", Serving.Proto.Of(type).Find(body)), [], body != "*"), Serving.Codec, Serving.Proto)
            .Bind(new BindingSource([], query, ""), bytes);
}
