using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace HelloWorld;

public sealed record HelloRequest(string Name);

public sealed record HelloReply(string Message);

// docs:begin greeter
public static class Greeter
{
    public static Service Service { get; } = new Service("helloworld.v1.Greeter")
        .Unary<HelloRequest, HelloReply>("SayHello", SayHello, HttpRule.Get("/helloworld/{name}"), HttpRule.Post("/helloworld"));

    static Eff<HelloReply> SayHello(HelloRequest request) =>
        from _1 in guard(request.Name != "error", Error.BadRequest("CUSTOM_ERROR", "you asked for an error"))
        from _2 in when(request.Name == "panic", liftEff(() => throw new InvalidOperationException("a secret that no caller may see")))
        select new HelloReply($"Hello {request.Name}");
}
// docs:end
