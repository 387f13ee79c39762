using System.Reactive.Linq;
using System.Reactive.Subjects;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>Many messages, one way or both.</summary>
static class StreamCases
{
    static readonly int[] sizes = [31415, 9, 2653, 58979];
    static readonly int[] uploads = [27182, 8, 1828, 45904];

    internal static Eff<Unit> Upload(Client client) =>
        from reply in TestService.Over(client).StreamingInputCall(uploads.ToObservable().Select(static size => new StreamingInputCallRequest { Payload = Zeros.Of(size) }))
        from _ in Cases.That(reply.AggregatedPayloadSize == 74922, $"the sum is {reply.AggregatedPayloadSize}, and had to be 74922")
        select _;

    internal static Eff<Unit> Download(Client client) =>
        from env in envEff
        let request = new StreamingOutputCallRequest { ResponseParameters = { sizes.Select(static size => new ResponseParameters { Size = size }) } }
        from replies in TestService.Over(client).StreamingOutputCall(request, env).ToList().SingleEff()
        from _ in Cases.Zeros(replies, sizes)
        select _;

    internal static Eff<Unit> PingPong(Client client) =>
        from env in envEff
        from replies in Pings(TestService.Over(client), env).ToList().SingleEff()
        from _ in Cases.Zeros(replies, sizes)
        select _;

    internal static Eff<Unit> Empty(Client client) =>
        from env in envEff
        from replies in TestService.Over(client).FullDuplexCall(Observable.Empty<StreamingOutputCallRequest>(), env).ToList().SingleEff()
        from _ in Cases.That(replies.Count == 0, $"{replies.Count} replies came, and there had to be none")
        select _;

    // Each reply lets the next message go; the last one ends them.
    static IObservable<StreamingOutputCallResponse> Pings(TestService service, Env env) => Observable.Using(
        static () => new BehaviorSubject<int>(0),
        turn => service
            .FullDuplexCall(turn.TakeWhile(static i => i < sizes.Length).Select(static i => Cases.Asking(sizes[i], uploads[i])), env)
            .Do(_ => turn.OnNext(turn.Value + 1)));
}
