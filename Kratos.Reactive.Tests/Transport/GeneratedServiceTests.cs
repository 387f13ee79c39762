using System.Reactive.Subjects;
using Helloworld.V1;
using GreetReply = Helloworld.V1.HelloReply;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>A record that the generator wrote, as a service and as a client of it.</summary>
public sealed class GeneratedServiceTests
{
    static readonly EnvKey<string> Language = new("language");

    readonly VirtualTime time = new();

    static Error NameEmpty { get; } = Error.BadRequest("NAME_EMPTY", "tell me your name").WithMetadata("field", "name");

    static GreetReply Hello(string name) => new() { Message = $"Hello {name}" };

    static GreeterService Real { get; } = new()
    {
        SayHello = request =>
            from _ in guard(request.Name != "", NameEmpty)
            from greeting in ask(Language, "Hello")
            from __ in yieldFor(1.Seconds)
            select new GreetReply { Message = $"{greeting} {request.Name}" },
        LotsOfReplies = (request, env) => request.Name == ""
            ? Observable.Throw<GreetReply>(new ErrorException(NameEmpty))
            : Observable.Timer(1.Seconds, 1.Seconds, env.Scheduler).Take(3).Select(n => Hello($"{request.Name} {n} {(env.TryFind(Language, out var language) ? language : "?")}")),
        LotsOfGreetings = requests => requests.Select(request => request.Name).ToList().Select(names => Hello(string.Join(" and ", names))).SingleEff(),
        BidiHello = (requests, env) => requests.Select(request => Hello(request.Name)).Delay(1.Seconds, env.Scheduler),
    };

    static GreeterService Remote { get; } = GreeterService.Over(Real.ToService().InProcess());

    public static TheoryData<string> Ends { get; } = ["real", "remote"];

    static GreeterService At(string end) => end == "real" ? Real : Remote;

    static IObservable<GreetRequest> Names(params string[] names) => names.ToObservable(ImmediateScheduler.Instance).Select(name => new GreetRequest { Name = name });

    static string Shown(IEnumerable<Happened<GreetReply>> seen) => string.Join("; ", seen.Select(one => one.What.HasValue ? $"{one.At.TotalSeconds}s {one.What.Value.Message}" : one.ToString()));

    [Theory, MemberData(nameof(Ends))]
    public void A_unary_call_answers(string end)
    {
        var (reply, at) = time.Run(At(end).SayHello(new GreetRequest { Name = "Ada" }));
        Assert.Equal((Hello("Ada"), 1.Seconds), (reply.Value, at));
    }

    [Theory, MemberData(nameof(Ends))]
    public void The_environment_of_the_caller_reaches_the_function(string end)
    {
        var french = local(env => env.With(Language, "Bonjour"), At(end).SayHello(new GreetRequest { Name = "Ada" }));
        Assert.Equal("Bonjour Ada", time.Run(french).Value.Message);
        Assert.Equal("Hello Ada 0 fr", time.Run(At(end).LotsOfReplies(new GreetRequest { Name = "Ada" }, time.Env.With(Language, "fr")))[0].What.Value.Message);
    }

    [Theory, MemberData(nameof(Ends))]
    public void A_server_stream_replies_at_its_instants(string end) =>
        Assert.Equal(
            "1s Hello Ada 0 ?; 2s Hello Ada 1 ?; 3s Hello Ada 2 ?; 3s OnCompleted()",
            Shown(time.Run(At(end).LotsOfReplies(new GreetRequest { Name = "Ada" }, time.Env))));

    [Theory, MemberData(nameof(Ends))]
    public void A_client_stream_is_answered_once_it_ends(string end) =>
        Assert.Equal("Hello Ada and Grace", time.Run(At(end).LotsOfGreetings(Names("Ada", "Grace"))).Value.Message);

    [Theory, MemberData(nameof(Ends))]
    public void A_duplex_call_answers_each_message(string end) =>
        Assert.Equal("1s Hello Ada; 1s Hello Grace; 1s OnCompleted()", Shown(time.Run(At(end).BidiHello(Names("Ada", "Grace"), time.Env))));

    [Theory, MemberData(nameof(Ends))]
    public void The_error_is_the_very_same(string end)
    {
        Assert.Equal(NameEmpty, time.Run(At(end).SayHello(new GreetRequest())).Error);
        var failed = Assert.Single(time.Run(At(end).LotsOfReplies(new GreetRequest(), time.Env))).What.Exception;
        Assert.Equal(NameEmpty, Assert.IsType<ErrorException>(failed).Error);
    }

    [Fact]
    public void What_a_stream_throws_is_an_error_on_the_remote_side()
    {
        var broken = Real with { BidiHello = (_, _) => throw new InvalidOperationException("secret"), LotsOfReplies = (_, _) => Observable.Throw<GreetReply>(new TimeoutException()) };
        var remote = GreeterService.Over(broken.ToService().InProcess());
        var thrown = Assert.IsType<ErrorException>(Assert.Single(time.Run(remote.BidiHello(Names("Ada"), time.Env))).What.Exception);
        Assert.Equal("PANIC", thrown.Error.Reason);
        var late = Assert.IsType<ErrorException>(Assert.Single(time.Run(remote.LotsOfReplies(new GreetRequest(), time.Env))).What.Exception);
        Assert.True(late.Error.Is(Error.TimedOut));
    }

    [Fact]
    public void Building_a_call_calls_nothing_and_running_it_twice_calls_twice()
    {
        var calls = 0;
        var counted = GreeterService.Over(new Client(_ => liftEff(() => new Reply(Hello($"{++calls}"))), (_, _, _) => Observable.Return((object)Hello($"{++calls}"))));
        var unary = counted.SayHello(new GreetRequest());
        var stream = counted.BidiHello(Names(), time.Env);
        Assert.Equal(0, calls);
        Assert.Equal(["Hello 1", "Hello 2"], [time.Run(unary).Value.Message, time.Run(unary).Value.Message]);
        Assert.Equal(["Hello 3", "Hello 4"], [time.Run(stream)[0].What.Value.Message, time.Run(stream)[0].What.Value.Message]);
    }

    [Fact]
    public void Disposing_a_stream_disposes_what_is_behind_it()
    {
        var behind = new Subject<object>();
        var remote = GreeterService.Over(new Client(_ => Error.Cancelled, (_, _, _) => behind));
        remote.BidiHello(Names("Ada"), time.Env).Subscribe(static _ => { }, static _ => { }).Dispose();
        Assert.False(behind.HasObservers);
    }

    [Fact]
    public void A_cancelled_client_stream_leaves_what_is_behind_it()
    {
        var behind = new Subject<object>();
        var remote = GreeterService.Over(new Client(_ => Error.Cancelled, (_, _, _) => behind));
        var (end, at) = time.Run(remote.LotsOfGreetings(Names("Ada")).Timeout(2.Seconds));
        Assert.Equal((Error.TimedOut, 2.Seconds), (end.Error, at));
        Assert.False(behind.HasObservers);
    }

    [Fact]
    public void A_reply_of_another_type_is_a_failure_that_names_both()
    {
        var remote = GreeterService.Over(new Client(_ => SuccessEff(new Reply("text")), (_, _, _) => Observable.Return((object)"text")));
        var error = time.Run(remote.SayHello(new GreetRequest())).Error;
        Assert.Equal("500 WRONG_MESSAGE: /helloworld.v1.Greeter/SayHello gives a HelloReply, and gave a String", error.ToString());
        Assert.Equal("WRONG_MESSAGE", Assert.IsType<ErrorException>(Assert.Single(time.Run(remote.BidiHello(Names(), time.Env))).What.Exception).Error.Reason);
    }

    [Fact]
    public void A_request_carries_the_description_that_a_wire_needs()
    {
        List<Request> seen = [];
        var remote = GreeterService.Over(new Client(
            request =>
            {
                seen.Add(request);
                return SuccessEff(new Reply(new GreetReply()));
            },
            (opening, _, _) =>
            {
                seen.Add(opening);
                return Observable.Empty<object>();
            }));
        time.Run(remote.SayHello(new GreetRequest { Name = "Ada" }));
        time.Run(remote.BidiHello(Names("Ada"), time.Env));
        Assert.Equal([GreeterService.Methods.SayHello, GreeterService.Methods.BidiHello], seen.Select(request => request.Method));
        Assert.Equal(["/helloworld.v1.Greeter/SayHello", "/helloworld.v1.Greeter/BidiHello"], seen.Select(request => request.Operation.Name));
        Assert.Equal([new GreetRequest { Name = "Ada" }, Unit.Default], seen.Select(request => request.Message));
    }

    [Fact]
    public void The_service_has_names_shapes_types_codecs_and_rules()
    {
        var service = Real.ToService();
        Assert.Equal("helloworld.v1.Greeter", service.Name);
        Assert.Equal("helloworld.v1.Greeter", service.Descriptor?.FullName);
        Assert.Equal([MethodShape.Unary, MethodShape.ServerStream, MethodShape.ClientStream, MethodShape.Duplex], service.Methods.Select(method => method.Shape));
        Assert.All(service.Methods, method => Assert.Equal((typeof(GreetRequest), typeof(GreetReply)), (method.Input, method.Output)));
        Assert.All(service.Methods, method => Assert.Equal((GreetRequest.Descriptor, GreetReply.Descriptor), (method.InputCodec.Descriptor, method.OutputCodec.Descriptor)));
        Assert.Equal([HttpRule.Get("/helloworld/{name}"), HttpRule.Post("/helloworld")], service.Methods[0].Rules);
        Assert.Equal([HttpRule.Get("/helloworld/{name}/replies")], service.Methods[1].Rules);
        Assert.Empty(service.Methods[2].Rules);
        Assert.Equal([HttpRule.Get("/helloworld/chat")], service.Methods[3].Rules);
    }

    [Fact]
    public void A_function_that_does_not_fit_its_description_is_refused()
    {
        var service = new Service("helloworld.v1.Greeter");
        var error = Assert.Throws<ErrorException>(() => service.Unary<GreetRequest, GreetReply>(GreeterService.Methods.BidiHello, Real.SayHello)).Error;
        Assert.Equal(
            "500 WRONG_METHOD: /helloworld.v1.Greeter/BidiHello is Duplex from HelloRequest to HelloReply, and was given a function that is Unary from HelloRequest to HelloReply",
            error.ToString());
        Assert.Equal("WRONG_METHOD", Assert.Throws<ErrorException>(() => service.Unary<GreetRequest, string>(GreeterService.Methods.SayHello, _ => SuccessEff("a"))).Error.Reason);
    }

    [Fact]
    public void A_middleware_around_the_service_is_around_every_method()
    {
        List<string> seen = [];
        Middleware note = next => request =>
        {
            seen.Add(request.Operation.Method);
            return next(request);
        };
        var remote = GreeterService.Over(Real.ToService().With(note).InProcess());
        time.Run(remote.SayHello(new GreetRequest { Name = "Ada" }));
        time.Run(remote.LotsOfGreetings(Names("Ada")));
        time.Run(remote.BidiHello(Names("Ada"), time.Env));
        Assert.Equal(["SayHello", "LotsOfGreetings", "BidiHello"], seen);
    }
}
