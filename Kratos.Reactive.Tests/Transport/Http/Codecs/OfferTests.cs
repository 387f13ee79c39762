namespace Kratos.Reactive.Tests;

/// <summary>Which codec a header field asks for, and the shared rows about it, each under its name.</summary>
public sealed class OfferTests
{
    static readonly Codec Xml = Codec.Of("application/xml", (_, _) => default, (_, _) => default) with { Aliases = ["text/xml"], Suffix = "xml" };
    static readonly Codec Yaml = Codec.Of("application/yaml", (_, _) => default, (_, _) => default) with { Aliases = ["text/yaml"] };
    static readonly Offer All = new([Codec.Json, Codec.Protobuf, Xml, Yaml]);

    [Theory]
    [InlineData("CS1 Row 162", "text/html; charset=utf-8", "")]
    [InlineData("CS2 Row 162", "multipart/form-data; boundary=something", "")]
    [InlineData("CS3", "application/json; charset=utf-8", "application/json")]
    [InlineData("CS5", "application/xml", "application/xml")]
    [InlineData("CS6", "text/xml", "application/xml")]
    [InlineData("CS7 Row 162", ";text/xml", "")]
    [InlineData("CS11", "application/xml", "application/xml")]
    [InlineData("CS13", "application/xml", "application/xml")]
    [InlineData("CS23 nothing behind the slash", "application/", "")]
    [InlineData("Row 162 no slash", "application", "")]
    [InlineData("CS23 two slashes", "a/b/c", "")]
    [InlineData("CS23 a space", "application/json ;x", "application/json")]
    [InlineData("CS23 a space before a parameter", "application/json ; x=y", "application/json")]
    [InlineData("CS23 a suffix", "application/vnd.api+json", "application/json")]
    [InlineData("RE22 another case", "Application/JSON", "application/json")]
    [InlineData("RE22 a charset behind a space", "application/json ; charset=utf-8", "application/json")]
    [InlineData("RE22 no codec's", "text/plain", "")]
    [InlineData("Go Kratos' names", "application/protojson", "application/json")]
    [InlineData("Go Kratos' names", "application/proto", "application/protobuf")]
    [InlineData("the suffix of another kind", "image/svg+xml", "")]
    [InlineData("a suffix of a document", "application/atom+xml", "application/xml")]
    [InlineData("ASCII is UTF-8", "application/json; charset=US-ASCII", "application/json")]
    [InlineData("another charset", "application/json; charset=utf-16", "")]
    [InlineData("nothing", "", "")]
    [InlineData("a range is no type", "*/*", "")]
    [InlineData("a list is no type", "application/json, application/xml", "")]
    public void W_HTTP_8_of_a_body(string row, string contentType, string codec)
    {
        Assert.NotEmpty(row);
        Assert.Equal(codec, All.OfBody(contentType)?.MediaType ?? "");
    }

    [Theory]
    [InlineData("nothing asked", "", "application/json")]
    [InlineData("anything", "*/*", "application/json")]
    [InlineData("CS14 a quality", "application/xml; q=0.9", "application/xml")]
    [InlineData("CS15 by another name", "text/yaml", "text/yaml")]
    [InlineData("CS17 a list of what there is not", "a/json,b/xml", null)]
    [InlineData("CS18 a suffix", "application/grpc-web+json", "application/json")]
    [InlineData("CS21 a list", "text/event-stream, application/xml", "application/xml")]
    [InlineData("the first of equals", "application/xml, application/json", "application/xml")]
    [InlineData("the best, not the first", "application/xml;q=0.5, application/json;q=0.8", "application/json")]
    [InlineData("three digits", "application/xml;q=0.501, application/json;q=0.5", "application/xml")]
    [InlineData("another case", "APPLICATION/XML", "application/xml")]
    [InlineData("a kind", "text/*", "text/json")]
    [InlineData("a kind, and its first", "application/*", "application/json")]
    [InlineData("refused by name", "application/json;q=0, */*", "application/protobuf")]
    [InlineData("refused, and not taken by another name", "application/json;q=0, application/*;q=0.5, application/xml;q=0.1", "application/protobuf")]
    [InlineData("refused by range", "*/*;q=0, application/yaml", "application/yaml")]
    [InlineData("all refused", "*/*;q=0", null)]
    [InlineData("the exact range says more", "application/xml;q=0.1, application/*;q=0.9, application/json;q=0.2, application/protobuf;q=0.3", "application/yaml")]
    [InlineData("the exact range before the wide one", "*/*, application/xml", "application/xml")]
    [InlineData("a parameter of no meaning here", "application/xml;v=2", "application/xml")]
    [InlineData("a charset that nothing has", "application/json;charset=utf-16", null)]
    [InlineData("a charset", "application/json;charset=UTF-8", "application/json")]
    [InlineData("Go Kratos' client", "application/protojson", "application/protojson")]
    [InlineData("Go Kratos' client", "application/proto", "application/proto")]
    [InlineData("a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "application/xml")]
    [InlineData("what is none", "nonsense", "application/json")]
    [InlineData("what is none in a list", "nonsense, application/xml", "application/xml")]
    [InlineData("Java", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "application/json")]
    [InlineData("a picture", "image/png", null)]
    public void W_HTTP_8_of_a_reply(string row, string accept, string? type)
    {
        Assert.NotEmpty(row);
        Assert.Equal(type, All.OfReply(accept)?.MediaType);
    }

    [Fact]
    public void CS9_CS10_a_reply_is_called_by_the_media_type_of_its_codec()
    {
        Assert.Equal("application/json", new Offer([Codec.Json]).First.MediaType);
        Assert.Equal("application/kratos", new Offer([Codec.Of("application/kratos", (_, _) => default, (_, _) => default)]).First.MediaType);
    }

    [Fact]
    public void CS19_two_lines_are_a_list() => Assert.Equal(new ReplyType(Xml, "text/xml"), All.OfReply(new(["foo/bar", "text/xml"])));

    [Fact]
    public void What_there_is_has_a_name_for_a_header_field_and_one_for_a_person() =>
        Assert.Equal(("application/json, application/protobuf", "application/json or application/protobuf"), new Offer([Codec.Json, Codec.Protobuf]) is var offer ? (offer.Names, offer.Choice) : default);

    public static TheoryData<string> Nasty { get; } =
    [
        $";{new string(' ', 31_000)};",
        $"a/b;{new string(' ', 31_000)};",
        new string(',', 31_000),
        new string('"', 31_001),
        string.Concat(Enumerable.Repeat("\"\\", 10_000)),
        string.Concat(Enumerable.Repeat("a/b;c=\"", 4_000)),
        string.Join(',', Enumerable.Repeat("a/b", 8_000)),
        $"application/problem+json;{new string(' ', 31_000)};",
        $"\"{new string('a', 31_000)}",
        string.Concat(Enumerable.Repeat("W/", 15_000)),
        new string('%', 31_000),
        new string('(', 31_000),
    ];

    // What was read from each character on took a second a time.
    [Theory]
    [MemberData(nameof(Nasty), DisableDiscoveryEnumeration = true)]
    public void Whatever_a_field_is_it_is_read_in_no_time(string value)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { Request = { Method = "GET" } };
        context.Request.Headers.IfNoneMatch = value;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
        {
            All.OfReply(value);
            All.OfBody(value);
            EventFormat.Choose(value);
            Problem.IsWanted(value, All);
            EntityTags.IsKnown(context.Request, Headers.Empty.Set("ETag", "\"1\""));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    [Fact]
    public void What_asks_for_too_much_asks_for_nothing()
    {
        Assert.Equal("application/xml", All.OfReply($"application/xml, {string.Join(',', Enumerable.Repeat("a/b", 500))}")!.Value.MediaType);
        Assert.Equal("application/json", All.OfReply($"application/xml, {string.Join(',', Enumerable.Repeat("a/b", 600))}")!.Value.MediaType);
    }

    [Theory]
    [InlineData("a/b;c=\"x,y\", application/xml", "application/xml")]
    [InlineData("a/b;c=\"x\\\",y\", application/xml", "application/xml")]
    [InlineData("a/b;c=\"x, application/xml", "application/json")]
    [InlineData("nonsense, , application/xml;q=0.1", "application/xml")]
    public void An_item_ends_at_a_comma_that_is_not_quoted(string accept, string type) => Assert.Equal(type, All.OfReply(accept)?.MediaType);
}
