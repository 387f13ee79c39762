using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Kratos.Reactive.Tests.Binding;
using Kratos.Reactive.Yaml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Kratos.Reactive.Tests;

/// <summary>A hundred thousand requests of each kind through everything but the socket: an answer below 500, and nothing thrown.</summary>
public sealed class PipelineFuzzTests
{
    const int Tries = 100_000;

    static readonly RequestDelegate[] Routes = [.. RouteTable.Build(
        [
            new EchoService { Hello = SuccessEff, All = SuccessEff, Rest = SuccessEff, Place = SuccessEff, Nothing = SuccessEff, When = SuccessEff, Raw = SuccessEff, Upload = SuccessEff }.ToService(),
            new Service("x.Fuzz").Unary<Animal, Animal>("Animal", SuccessEff, HttpRule.Post("/a"), HttpRule.Get("/a"), new HttpRule("PATCH", "/a") { Body = "home" }).Unary<FormCodecTests.Plain, FormCodecTests.Plain>("Plain", SuccessEff, HttpRule.Post("/p"), HttpRule.Get("/p")),
        ],
        new HttpServing(HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml, Codec.Yaml, CodecKit.Line] }, Env.System)).Value.ToEndpoints().OfType<RouteEndpoint>()
        .Where(static route => !route.RoutePattern.RawText!.Contains('{')).Select(static route => route.RequestDelegate!)];

    static readonly string[] Names = [.. new[] { Complex.Descriptor, Odds.Descriptor, Binding.HelloRequest.Descriptor }.SelectMany(static type => type.Fields.InDeclarationOrder()).SelectMany(static field => new[] { field.Name, field.JsonName }).Concat(["a", "m", "n", "l", "s", "p", "x", "any", "home", "street", "friends", "counts", "age"]).Distinct()];

    static readonly string[] Values = ["", "null", "true", "1", "-1", "1e999", "9223372036854775808", "0001-01-01T00:00:00Z", "1h2m", "woman", "a,bC", "MTIz", "-_-_", "=", "%ff", "%zz", "%00", "%F0%9F%98%80", "%7B%7D", "[]", "{}", "x", "+", ".inf", "~", "0x1f"];

    static readonly string[] Types =
    [
        "application/json", "application/protobuf", "application/proto", "application/x-www-form-urlencoded", "application/xml", "text/yaml", "text/x-line", "application/problem+json", "application/vnd.a+json", "*/*", "text/*", "image/png", "",
        "application/json;charset=utf-8", "application/xml;q=0", "nonsense", "a/b;c=\"", ";", ",", "application/json;q=", "application/json;q=2", "/", "application/*;q=0.5",
    ];

    static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "'", "\\u", "\\ud800", "&", "=", "%", "<", ">", "</", "/>", "<a>", "</a>", "<!DOCTYPE", "<![CDATA[", "&lt;", "&#0;", "\n", "\n  ", "- ", ": ", "? ", "|\n", ">\n", "&a ", "*a", "!!str ", "!x ", "<<: ", "---\n", "...", "#", "@type", "key='", "xsi:nil='1'",
        "\0", "\u00ff", "\ud83d\ude00", "\ufeff", .. Values,
    ];

    static Gen<string> Text(Gen<string> pieces) => pieces.ListOf().Select(static list => string.Concat(list));

    static Gen<string> Keys => Gen.Elements(Names).Zip(Text(Gen.Elements("[", "]", ".", "[]", "[0]", "[9]", "[99999999999]", "a", "[a.b]", ".name", ".inner", ".x", "1", "%5B", "%ff"))).Select(static pair => pair.Item1 + pair.Item2);

    static Gen<string> Query => Keys.Zip(Gen.Elements(Values)).Select(static pair => $"{pair.Item1}={pair.Item2}").ListOf().Select(static pairs => string.Join('&', pairs));

    static Gen<string> Words => Text(Gen.OneOf(Gen.Elements(Pieces), Gen.Elements(Names), Gen.Elements(Names).Select(static name => $"\"{name}\":"), Gen.Elements(Names).Select(static name => $"<{name}>"), Gen.Elements(Names).Select(static name => $"</{name}>"), Gen.Elements(Names).Select(static name => $"\n{name}: ")));

    static Gen<byte[]> Bodies => Gen.OneOf(
        Words.Select(Encoding.UTF8.GetBytes),
        Words.Select(static text => Encoding.UTF8.GetBytes($"<x>{text}</x>")),
        Words.Select(static text => Encoding.UTF8.GetBytes($"{{{text}}}")),
        Words.Select(Encoding.Latin1.GetBytes),
        Query.Select(Encoding.UTF8.GetBytes),
        ArbMap.Default.GeneratorFor<byte[]>());

    static Gen<string> Lists => Gen.Elements(Types).ListOf(3).Select(static types => string.Join(", ", types));

    static Gen<RequestDelegate> Route => Gen.Elements(Routes);

    [Fact]
    public void Queries() => Try(Route.Zip(Query), static one => Answer(one.Item1, one.Item2, [], "", "*/*"));

    // Bytes may say what no JSON can (a time before year 1), and are echoed here: as bytes.
    [Fact]
    public void Bodies_in_every_codec() => Try(
        Route.Zip(Bodies).Zip(Gen.Elements(Types[..7])),
        static one => Answer(one.Item1.Item1, "", one.Item1.Item2, one.Item2, one.Item2.StartsWith("application/proto", StringComparison.Ordinal) ? "application/protobuf, */*;q=0.1" : "*/*"));

    [Fact]
    public void Header_fields() => Try(Route.Zip(Query).Zip(Lists.Zip(Gen.OneOf(Gen.Elements(Types), Text(Gen.Elements(Pieces))))), static one => Answer(one.Item1.Item1, one.Item1.Item2, "{}"u8.ToArray(), one.Item2.Item2, one.Item2.Item1));

    static void Try<A>(Gen<A> gen, Action<A> check) => Prop.ForAll(gen.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithEndSize(12));

    static void Answer(RequestDelegate route, string query, byte[] body, string type, string accept)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.QueryString = new QueryString($"?{query}");
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/";
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        context.Request.Headers.ContentType = string.Concat(type.Where(static c => c is >= ' ' and <= '~')).Trim();      // Kestrel lets no other through
        context.Request.Headers.Accept = accept;
        context.Response.Body = Stream.Null;
        var run = route(context);
        Assert.True(run.IsCompletedSuccessfully, "it waits for nothing");
        Assert.True(context.Response.StatusCode is >= 200 and < 500, $"{context.Response.StatusCode}");
    }
}
