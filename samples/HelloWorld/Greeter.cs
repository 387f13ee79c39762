using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace HelloWorld;

// docs:begin greeter
public static class Greeter
{
    const int Repeats = 3;
    const int MostNames = 100;

    public static GreeterService Service { get; } = new()
    {
        SayHello = SayHello,
        LotsOfReplies = (request, env) => Observable.Range(1, Repeats, env.Scheduler).Select(_ => Hello(request.Name)),
        LotsOfGreetings = requests =>
            from names in requests.Select(request => request.Name).Take(MostNames + 1).ToList().SingleEff()
            from _ in guard(names.Count <= MostNames, Error.BadRequest("TOO_MANY_NAMES", $"at most {MostNames} are greeted at once"))
            select Hello(string.Join(", ", names)),
        BidiHello = (requests, env) => requests.Select(request => Hello(request.Name)),
    };

    static Eff<HelloReply> SayHello(HelloRequest request) =>
        from _1 in guard(request.Name != "error", Error.BadRequest("CUSTOM_ERROR", "you asked for an error"))
        from _2 in when(request.Name == "panic", liftEff(() => throw new InvalidOperationException("a secret that no caller may see")))
        select Hello(request.Name);

    static HelloReply Hello(string name) => new() { Message = $"Hello {name}" };
}
// docs:end
