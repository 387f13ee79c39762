using System.Text;
using OldTimes;

namespace Kratos.Reactive.Tests;

/// <summary>Messages of proto2, with required fields, defaults and groups.</summary>
public sealed class OldMessageTests
{
    static readonly Service Archive = new Service("old_times.Archive").Unary<Scroll, Scroll>("Keep", SuccessEff, HttpRule.Post("/scrolls"), HttpRule.Get("/scrolls"));

    [Theory]
    [InlineData("""{"title":"x"}""", 200, """{"title":"x"}""")]
    [InlineData("""{"title":"","pages":0,"chapter":[{"name":"a"},{}]}""", 200, """{"title":"","pages":0,"chapter":[{"name":"a"},{}]}""")]
    [InlineData("""{"pages":7}""", 400, """{"code":400,"reason":"CODEC","message":"title: is missing","metadata":{"field":"title"}}""")]
    [InlineData("", 400, """{"code":400,"reason":"CODEC","message":"title: is missing","metadata":{"field":"title"}}""")]
    public async Task A_required_field_must_be_there_and_a_default_is_a_value_when_it_was_given(string body, int status, string answer)
    {
        await using var server = await Serving.Start(Archive);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await server.Client.PostAsync("/scrolls", content, TestContext.Current.CancellationToken);
        Assert.Equal((status, answer), ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_query_has_an_empty_text_where_that_is_a_value()
    {
        await using var server = await Serving.Start(Archive);
        Assert.Equal("""{"title":"","pages":3}""", await server.Client.GetStringAsync("/scrolls?title=&pages=3", TestContext.Current.CancellationToken));
    }
}
