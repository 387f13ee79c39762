using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Replies in an envelope are read back.</summary>
public sealed class HttpClientEnvelopeTests
{
    static readonly Asked ada = new() { Name = "Ada", OptInt64 = long.MaxValue };

    static HttpClientOptions Opening(HttpClientOptions options) => options with { Unwrap = static body => body.GetProperty("data") };

    // As many APIs have it: a failure is a status of 200 with a code inside.
    static HttpClientOptions Judging(HttpClientOptions options) => options with
    {
        Unwrap = static body => body.GetProperty("code").GetInt32() is > 0 and var code ? new Error(code, "BUSINESS", body.GetProperty("message").GetString()!) : body.GetProperty("data"),
    };

    static async Task<Fin<Reply>> Answered(string body, Func<HttpClientOptions, HttpClientOptions> options, string contentType = "application/json", int status = 200) =>
        (await HttpCalled.Answered(_ => RawHttp.Answer(status, body, contentType), options: options)).End;

    static Service Wrapped(Service service) => service.Methods.Aggregate(service, static (all, method) => all.WithRules(method.Operation.Method, static rule => rule with { Envelope = static message => new { code = 0, data = message } }));

    [Fact]
    public async Task What_our_server_puts_in_an_envelope_our_client_takes_out_streams_too()
    {
        var rule = HttpRule.Get("/hello/{name}");
        var service = Wrapped(new Service("binding.Echo")
            .Unary<Asked, Asked>("Hello", SuccessEff, rule)
            .ServerStream<Asked, Asked>("Many", static (asked, _) => Observable.Return(asked), HttpRule.Get("/many/{name}"))
            .Duplex<Asked, Asked>("Talk", static (asked, _) => asked, HttpRule.Get("/talk")));
        await using var server = await Serving.Start(service);
        await using var client = await HttpCalled.At(server.Uri.ToString(), Opening);
        Assert.Equal(ada, (await client.Ask(service.Methods[0], ada)).ThrowIfFail().Message);
        Assert.Equal(ada, (await client.Client.ServerStream<Asked, Asked>(service.Methods[1])(ada, Env.System).SingleEff().RunAsync(Env.System)).ThrowIfFail());
        Assert.Equal(ada, (await client.Client.Duplex<Asked, Asked>(service.Methods[2])(Observable.Return(ada), Env.System).SingleEff().RunAsync(Env.System)).ThrowIfFail());
    }

    [Fact]
    public async Task A_failure_may_be_inside()
    {
        Assert.Equal(new Error(10001, "BUSINESS", "no such name"), (await Answered("""{"code":10001,"message":"no such name"}""", Judging)).Error);
        Assert.Equal(new Asked { Name = "n" }, (await Answered("""{"code":0,"data":{"name":"n"}}""", Judging)).ThrowIfFail().Message);
    }

    [Theory]
    [InlineData("""{"data":null}""")]
    [InlineData("")]
    public async Task Nothing_inside_is_an_empty_message(string body) => Assert.Equal(new Asked(), (await Answered(body, Opening)).ThrowIfFail().Message);

    [Theory]
    [InlineData("""{"message":"no data"}""", "the reply of /binding.Echo/Hello has not the envelope that was expected")]
    [InlineData("[]", "the reply of /binding.Echo/Hello has not the envelope that was expected")]
    [InlineData("{bad", "the reply of /binding.Echo/Hello has not the envelope that was expected")]
    [InlineData("""{"data":{"name":7}}""", "the reply of /binding.Echo/Hello, which is application/json, cannot be read: name: must be a text")]
    public async Task What_is_no_such_envelope_is_the_servers_fault(string body, string message) =>
        Assert.Equal((500, "CODEC", message), (await Answered(body, Opening)).Error is var error ? (error.Code, error.Reason, error.Message) : default);

    [Fact]
    public async Task An_answer_that_is_no_success_has_none() => Assert.Equal(Error.NotFound("R", "m"), (await Answered("""{"code":404,"reason":"R","message":"m"}""", Opening, status: 404)).Error);
}
