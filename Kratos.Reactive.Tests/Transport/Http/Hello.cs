namespace Kratos.Reactive.Tests;

public sealed record HelloRequest(string Name);

public sealed record HelloReply(string Message);

static class Hello
{
    internal static Service Service { get; } = new Service("helloworld.v1.Greeter")
        .Unary<HelloRequest, HelloReply>("SayHello", SayHello, HttpRule.Get("/helloworld/{name}"), HttpRule.Post("/helloworld"));

    static Eff<HelloReply> SayHello(HelloRequest request) => request.Name switch
    {
        "error" => Error.BadRequest("CUSTOM_ERROR", "you asked for it").WithMetadata("name", "error"),
        "panic" => throw new InvalidOperationException("the secret of the house"),
        var name => SuccessEff(new HelloReply($"Hello {name}")),
    };
}
