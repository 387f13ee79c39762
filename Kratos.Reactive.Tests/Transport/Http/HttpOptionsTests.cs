namespace Kratos.Reactive.Tests;

public sealed class HttpOptionsTests
{
    public static TheoryData<HttpOptions, string, string> Bad { get; } = new()
    {
        { HttpOptions.Default with { Timeout = TimeSpan.Zero }, "Timeout", "more than nothing, or infinite" },
        { HttpOptions.Default with { Timeout = TimeSpan.FromSeconds(-1) }, "Timeout", "more than nothing, or infinite" },
        { HttpOptions.Default with { MaxBody = -1 }, "MaxBody", "0 to 2147483591: a body is read whole" },
        { HttpOptions.Default with { MaxBody = 2_147_483_592 }, "MaxBody", "0 to 2147483591: a body is read whole" },
        { HttpOptions.Default with { MinBodyRate = -1 }, "MinBodyRate", "0 or more" },
        { HttpOptions.Default with { MinBodyRate = double.NaN }, "MinBodyRate", "0 or more" },
        { HttpOptions.Default with { MaxHeaders = 0 }, "MaxHeaders", "more than 0" },
        { HttpOptions.Default with { HeaderTimeout = TimeSpan.Zero }, "HeaderTimeout", "more than nothing, or infinite" },
        { HttpOptions.Default with { KeepAlive = TimeSpan.Zero }, "KeepAlive", "more than nothing, or infinite" },
    };

    public static TheoryData<HttpOptions> Extreme { get; } = new(
        HttpOptions.Default with { Timeout = TimeSpan.MaxValue },
        HttpOptions.Default with { Timeout = Timeout.InfiniteTimeSpan, HeaderTimeout = Timeout.InfiniteTimeSpan, KeepAlive = Timeout.InfiniteTimeSpan },
        HttpOptions.Default with { HeaderTimeout = TimeSpan.MaxValue, KeepAlive = TimeSpan.MaxValue },
        HttpOptions.Default with { MinBodyRate = 0 },
        HttpOptions.Default with { MaxBody = 2_147_483_591 },
        HttpOptions.Default with { MaxHeaders = 4 * 1024 * 1024 });

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_setting_is_refused_by_name_when_the_server_starts(HttpOptions options, string name, string what)
    {
        var end = await Server.Http("http://127.0.0.1:0", options, Hello.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal((400, "BAD_OPTION", $"HttpOptions.{name} must be {what}"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }

    [Theory]
    [MemberData(nameof(Extreme), DisableDiscoveryEnumeration = true)]
    public async Task With_an_extreme_setting_a_server_starts_and_answers(HttpOptions options)
    {
        await using var server = await Serving.Start(options, Hello.Service);
        using var content = new StringContent("""{"name":"kratos"}""", System.Text.Encoding.UTF8, "application/json");
        using var reply = await server.Client.PostAsync("/helloworld", content, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task What_Kestrel_is_told_last_has_the_last_word()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { Kestrel = kestrel => kestrel.Limits.MaxRequestLineSize = 40 }, Hello.Service);
        using var reply = await server.Client.GetAsync("/helloworld/" + new string('a', 40), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.RequestUriTooLong, reply.StatusCode);
    }
}
