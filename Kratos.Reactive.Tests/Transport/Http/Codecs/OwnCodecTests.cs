using System.Net.Http.Headers;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Codecs that a user wrote, beside JSON.</summary>
public sealed class OwnCodecTests : ZooTests
{
    private protected override HttpOptions Options => HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, CodecKit.Line, CodecKit.Mirror] };

    [Fact]
    public async Task A_body_is_read_by_the_codec_of_its_type_and_the_reply_is_JSON() => Is(await Ask("POST", "/animals", "text/x-line", "Rex;3"), "application/json", "\"name\":\"Rex\",\"age\":3");

    [Fact]
    public async Task The_reply_is_in_the_codec_that_is_asked_for() => Is(await Ask("POST", "/animals", "application/json", """{"name":"Rex","age":3}""", "text/x-line"), "text/x-line", "Rex;3");

    [Fact]
    public async Task The_path_has_the_last_word_over_a_body_of_ones_own() => Is(await Ask("PUT", "/animals/Bella", "text/x-line", "Rex;3", "text/x-line"), "text/x-line", "Bella;3");

    [Fact]
    public async Task What_is_wrong_with_a_body_is_what_its_codec_says() => IsFailure(await Ask("POST", "/animals", "text/x-line", "Rex"), 400, "CODEC", "a line has a name and an age");

    [Fact]
    public async Task A_notation_goes_both_ways() =>
        Assert.Equal("{\"name\":\"Rex\",\"age\":3", CodecKit.Turned((await Ask("POST", "/animals", "application/x-mirror", CodecKit.Turned("""{"name":"Rex","age":3}"""), "application/x-mirror")).Body)[..21]);

    [Fact]
    public async Task What_comes_through_a_notation_is_judged_as_JSON_is_but_has_no_place_in_it() =>
        IsFieldFailure(await Ask("POST", "/animals", "application/x-mirror", CodecKit.Turned("""{"name":"Rex","age":"x"}""")), "age", "must be a whole number from -2147483648 to 2147483647");

    [Fact]
    public async Task A_notation_for_one_field_of_a_message() =>
        Is(await Ask("PATCH", "/animals/Rex", "application/x-mirror", CodecKit.Turned("""{"street":"a","number":7}""")), "application/json", "\"home\":{\"street\":\"a\",\"number\":7}");

    [Fact]
    public async Task What_a_codec_does_not_carry_is_not_offered() =>
        IsFailure(await Ask("PATCH", "/animals/Rex", "text/x-line", "Rex;3"), 415, "CODEC", "the content type 'text/x-line' is not known: send application/json or application/x-mirror", ("contentType", "text/x-line"));

    [Fact]
    public async Task A_415_says_in_Accept_what_is_taken()
    {
        using var content = new StringContent("x", new MediaTypeHeaderValue("text/plain"));
        using var reply = await Server.Client.PostAsync("/animals", content, Token);
        Assert.Equal((415, "application/json, text/x-line, application/x-mirror"), ((int)reply.StatusCode, reply.Headers.NonValidated["Accept"].ToString()));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/json;q=0, text/x-line;q=0, application/x-mirror;q=0")]
    [InlineData("text/csv, image/*;q=0.1")]
    public async Task An_Accept_that_nothing_meets_is_406_and_names_what_there_is(string accept) => IsFailure(
        await Ask("POST", "/animals", "application/json", """{"name":"Rex"}""", accept),
        406,
        "NOT_ACCEPTABLE",
        "the reply can be application/json or text/x-line or application/x-mirror, and Accept has none of it",
        ("accept", accept),
        ("offered", "application/json, text/x-line, application/x-mirror"));

    [Fact]
    public async Task After_a_406_nothing_was_called()
    {
        Assert.Equal(406, (await Ask("POST", "/watched", "application/json", """{"name":"Rex"}""", "image/png")).Status);
        Assert.Empty(Zoo.Ends);
    }

    [Fact]
    public async Task What_is_chosen_by_Accept_says_so_to_caches()
    {
        using var many = await Server.Client.GetAsync("/animals/Rex", Token);
        Assert.Equal("Accept", many.Headers.Vary.ToString());
    }

    [Fact]
    public async Task A_reply_that_its_codec_cannot_write_is_the_servers_fault()
    {
        var service = new Service("x.Late").Unary<Unit, Animal>("Late", _ => SuccessEff(new Animal("x")), HttpRule.Get("/late")).With(next => request => next(request).Map(_ => new Reply("a text")));
        await using var server = await Serving.Start(Options, service);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/late") { Headers = { { "Accept", "text/x-line" } } };
        using var reply = await server.Client.SendAsync(request, Token);
        IsFailure(new((int)reply.StatusCode, "application/json", await reply.Content.ReadAsStringAsync(Token)), 500, "NO_LINE", "only animals have a line");
    }

    [Fact]
    public async Task A_server_whose_codecs_do_not_carry_a_message_does_not_start()
    {
        var end = await Kratos.Reactive.Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Codecs = [Codec.Protobuf] }, Zoo.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Contains("HttpOptions.Codecs has no codec that can carry Animal, the body of /zoo.v1.Zoo/Add at POST /animals", end.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line", "'line' is no media type: it is two words with a slash between, and no parameters")]
    [InlineData("text/*", "'text/*' is no media type: it is two words with a slash between, and no parameters")]
    [InlineData("text/x;a=b", "'text/x;a=b' is no media type: it is two words with a slash between, and no parameters")]
    [InlineData("", "'' is no media type: it is two words with a slash between, and no parameters")]
    [InlineData("Application/JSON", "Application/JSON is the name of two codecs")]
    public async Task Row_134_a_name_that_is_none_or_somebody_elses_is_refused_when_the_server_starts(string name, string why)
    {
        var end = await Kratos.Reactive.Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Codecs = [CodecKit.Line with { MediaType = name }, Codec.Json] }, Zoo.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal(("BAD_OPTION", $"HttpOptions.Codecs: {why.Replace("Application/JSON is", "application/json is")}"), (end.Error.Reason, end.Error.Message.Replace("Application/JSON is", "application/json is")));
    }

    async Task<Answer> Ask(string verb, string path, string type, string body, string accept = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", type } } };
        using var request = new HttpRequestMessage(new(verb), path) { Content = content };
        if (accept.Length > 0) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var reply = await Server.Client.SendAsync(request, Token);
        return new((int)reply.StatusCode, reply.Content.Headers.ContentType?.ToString() ?? "", await reply.Content.ReadAsStringAsync(Token));
    }

    static void Is(Answer answer, string type, string part)
    {
        Assert.Equal((200, type), (answer.Status, answer.ContentType));
        Assert.Contains(part, answer.Body, StringComparison.Ordinal);
    }
}
