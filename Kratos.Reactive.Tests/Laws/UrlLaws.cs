using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Kratos.Reactive.Tests.Everything;

namespace Kratos.Reactive.Tests;

/// <summary>Message to URL to message is the identity, for every kind of field and of rule, through a real server.</summary>
public sealed class UrlLaws : IAsyncLifetime
{
    const int Tries = 400;

    static readonly UriCreationOptions asIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
    static readonly JsonCodec json = new(HttpOptions.DefaultJson, new ProtoTypes(new ProtoJson()));
    static readonly ProtoTypes types = new(new ProtoJson());

    Every? heard;
    Serving server = null!;

    public async ValueTask InitializeAsync() => server = await Serving.Start(HttpOptions.Default with { Kestrel = static kestrel => kestrel.Limits.MaxRequestLineSize = 1024 * 1024 }, new MirrorService
    {
        Show = message =>
        {
            heard = message;
            return SuccessEff(message);
        },
    }.ToService());

    public ValueTask DisposeAsync() => server.DisposeAsync();

    static IReadOnlyList<HttpRule> Rules => MirrorService.Methods.Show.Rules;

    static Arbitrary<(int Rule, Every Message)> Messages => Arb.From(
        Gen.Choose(0, Rules.Count - 1).Zip(Gen.Choose(0, int.MaxValue - 1)).Select(static pair => (pair.Item1, Fitted(Rules[pair.Item1], new RandomMessages(new Random(pair.Item2))))),
        Smaller);

    [Fact]
    public void Message_to_URL_to_message_is_the_identity() => Prop.ForAll(Messages, async one =>
    {
        var rule = Rules[one.Rule];
        var before = one.Message.Clone();
        var url = UrlWriter.For(MirrorService.Methods.Show, rule, json, types).Bind(writer => writer.Write(one.Message)).ThrowIfFail();
        Assert.Equal(before, one.Message);
        using var request = new HttpRequestMessage(new HttpMethod(rule.Verb), new Uri(server.Uri.GetLeftPart(UriPartial.Authority) + url, asIs)) { Content = Body(rule, one.Message) };
        heard = null;
        using var reply = await server.Client.SendAsync(request);
        Assert.True(reply.IsSuccessStatusCode, $"{rule.Verb} {url}: {await reply.Content.ReadAsStringAsync()}");
        Assert.Equal(one.Message, heard);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries * Rules.Count));

    static ByteArrayContent? Body(HttpRule rule, Every message)
    {
        if (rule.Body.Length == 0) return null;
        using var stream = new MemoryStream();
        using var writer = new System.Text.Json.Utf8JsonWriter(stream);
        if (rule.Body == "*") types.Of(Every.Descriptor).Write(writer, message);
        else types.Of(Every.Descriptor).Find(rule.Body)!.WriteBare(writer, message);
        writer.Flush();
        return new ByteArrayContent(stream.ToArray()) { Headers = { ContentType = new("application/json") } };
    }

    // What stands in the path is there.
    internal static Every Fitted(HttpRule rule, RandomMessages random)
    {
        var message = (Every)random.Of(Every.Descriptor);
        foreach (var variable in RouteTemplate.Parse(rule.Path).ThrowIfFail().Variables)
            switch (variable.Name)
            {
                case "inner.name":
                    (message.Inner ??= new Inner()).Name = rule.Path.Contains("shelves", StringComparison.Ordinal) ? $"shelves/{Plain()}/books/{Plain()}/{Plain()}" : rule.Path.Contains("**", StringComparison.Ordinal) ? $"{Plain()}/{Plain()}" : random.Segment();
                    break;
                case "text":
                    message.Text = random.Segment();
                    break;
                case "number":
                    message.Number = 7;
                    break;
                case "data":
                    message.Data = ByteString.CopyFrom(0xfb, 0xff, 0xbf, 1);
                    break;
                case "when":
                    message.When ??= new();
                    break;
                case "span":
                    message.Span ??= new();
                    break;
                case "wrapped":
                    message.Wrapped ??= -1;
                    break;
            }

        return message;

        // A slash begins another segment, and one that is escaped stays so.
        string Plain() => random.Segment().Replace("/", "", StringComparison.Ordinal).Replace("%2F", "", StringComparison.Ordinal) is { Length: > 0 } text && text is not ("." or "..") ? text : "p";
    }

    static IEnumerable<(int, Every)> Smaller((int Rule, Every Message) one) =>
        from field in Every.Descriptor.Fields.InDeclarationOrder()
        where !Rules[one.Rule].Path.Contains($"{{{field.Name}", StringComparison.Ordinal)
        where field.IsRepeated ? ((System.Collections.ICollection)field.Accessor.GetValue(one.Message)).Count > 0 : field.HasPresence && field.Accessor.HasValue(one.Message)
        select (one.Rule, Without(one.Message, field));

    static Every Without(Every message, Google.Protobuf.Reflection.FieldDescriptor field)
    {
        var copy = message.Clone();
        field.Accessor.Clear(copy);
        return copy;
    }
}
