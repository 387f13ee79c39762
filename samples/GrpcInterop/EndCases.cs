using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>How calls end that do not end well.</summary>
static class EndCases
{
    internal static Eff<Unit> TimeoutOnSleepingServer(Client client) =>
        from env in envEff
        let hasty = TestService.Over(client.With(GrpcCall(static call => call with { Timeout = 1.Milliseconds })))
        let silent = new StreamingOutputCallRequest { Payload = Zeros.Of(27182) }
        from _ in Cases.Fails(hasty.FullDuplexCall(Observable.Never<StreamingOutputCallRequest>().StartWith(silent), env).EndEff(), static error => error.Is(Error.TimedOut), "it had to run out of time")
        select _;

    internal static Eff<Unit> CancelAfterBegin(Client client) =>
        Cases.Fails(Cut(TestService.Over(client).StreamingInputCall(Observable.Never<StreamingInputCallRequest>())), static error => error.Is(Error.Cancelled), "it had to be cancelled");

    internal static Eff<Unit> CancelAfterFirstResponse(Client client) =>
        from env in envEff
        from end in liftEff(_ => First(TestService.Over(client), env))
        from _1 in Cases.That(end.Error is { } error && error.Is(Error.Cancelled), $"it had to be cancelled, and ended with {end.Error?.ToString() ?? "success"}")
        from _2 in Cases.Zeros(end.Replies, 31415)
        select _2;

    internal static Eff<Unit> StatusCodeAndMessage(Client client) =>
        from env in envEff
        let service = TestService.Over(client)
        let wanted = new EchoStatus { Code = 2, Message = "test status message" }
        from _1 in Ends(service.UnaryCall(new() { ResponseStatus = wanted }), wanted)
        from _2 in Ends(service.FullDuplexCall(Observable.Return(new StreamingOutputCallRequest { ResponseStatus = wanted }), env).EndEff(), wanted)
        select _2;

    internal static Eff<Unit> SpecialStatusMessage(Client client)
    {
        var wanted = new EchoStatus { Code = 2, Message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n" };
        return Ends(TestService.Over(client).UnaryCall(new() { ResponseStatus = wanted }), wanted);
    }

    internal static Eff<Unit> UnimplementedMethod(Client client) => Unimplemented(TestService.Over(client).UnimplementedCall(new Empty()));

    internal static Eff<Unit> UnimplementedService(Client client) => Unimplemented(GrpcInterop.UnimplementedService.Over(client).UnimplementedCall(new Empty()));

    static Eff<Unit> Unimplemented(Eff<Empty> call) => Cases.Fails(call, static error => error.Code == 501, "it had to be unimplemented");

    static Eff<Unit> Ends<A>(Eff<A> call, EchoStatus wanted) =>
        Cases.Fails(call, error => error is { Code: 500, Reason: "UNKNOWN" } && error.Message == wanted.Message, $"it had to be unknown, with the message '{wanted.Message}'");

    // Told to stop as soon as it has begun.
    static Eff<A> Cut<A>(Eff<A> call) => liftEff<A>(async ValueTask<Fin<A>> (env) =>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(env.Token);
        var end = call.RunAsync(env.With(stop.Token));
        await stop.CancelAsync();
        return await end;
    });

    static async Task<(Error? Error, IReadOnlyList<StreamingOutputCallResponse> Replies)> First(TestService service, Env env)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(env.Token);
        var replies = new List<StreamingOutputCallResponse>();
        var requests = Observable.Never<StreamingOutputCallRequest>().StartWith(Cases.Asking(31415, 27182));
        var end = await service.FullDuplexCall(requests, env.With(stop.Token)).Do(reply =>
        {
            replies.Add(reply);
            stop.Cancel();
        }).EndEff().RunAsync(env);
        return (end.IsFail ? end.Error : null, replies);
    }
}
