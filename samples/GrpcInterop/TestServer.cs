using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>The standard test service. Source: grpc/grpc doc/interop-test-descriptions.md, "Server".</summary>
static class TestServer
{
    // So large may a payload be that somebody asks for.
    const int LargestPayload = 64 * 1024 * 1024;

    /// <summary>All methods but the one that no server may have.</summary>
    internal static Service Service { get; } = new Service("grpc.testing.TestService") { Descriptor = TestReflection.Descriptor.Services[0] }
        .Unary<Empty, Empty>(TestService.Methods.EmptyCall, static request => Echo.Metadata.Map(_ => request))
        .Unary<SimpleRequest, SimpleResponse>(TestService.Methods.UnaryCall, Unary)
        .Unary<SimpleRequest, SimpleResponse>(TestService.Methods.CacheableUnaryCall, Unary)
        .ServerStream<StreamingOutputCallRequest, Reply>(TestService.Methods.StreamingOutputCall, static (request, env) => Opened(Just(request), env))
        .ClientStream<StreamingInputCallRequest, StreamingInputCallResponse>(TestService.Methods.StreamingInputCall, Sum)
        .Duplex<StreamingOutputCallRequest, Reply>(TestService.Methods.FullDuplexCall, static (requests, env) => Opened(requests.ToAsyncEnumerable(Backpressure.Default, env), env))
        .Duplex<StreamingOutputCallRequest, Reply>(TestService.Methods.HalfDuplexCall, static (requests, env) => Opened(All(requests, env), env));

    static Eff<SimpleResponse> Unary(SimpleRequest request) =>
        from _1 in Echo.Metadata
        from call in currentCall
        from _2 in Packing.Expect(call, request.ExpectCompressed)
        from _3 in Echo.Status(request.ResponseStatus)
        from payload in Payload(request.ResponseSize)
        from _4 in when(request.ResponseCompressed is { Value: true }, call.SetHeader(Packing.Name, Packing.Gzip))
        select new SimpleResponse { Payload = payload };

    static Eff<StreamingInputCallResponse> Sum(IObservable<StreamingInputCallRequest> requests) =>
        from _ in Echo.Metadata
        from call in currentCall
        from sum in requests.Aggregate(0, (sum, request) =>
        {
            Packing.Expected(call, request.ExpectCompressed).ThrowIfFail();
            return checked(sum + (request.Payload?.Body.Length ?? 0));
        }).SingleEff()
        select new StreamingInputCallResponse { AggregatedPayloadSize = sum };

    // What came with the call is echoed before the first reply; compression, for the replies that want it, is agreed on then too.
    static IObservable<Reply> Opened(IAsyncEnumerable<StreamingOutputCallRequest> requests, Env env) =>
        (from _ in Echo.Metadata from call in currentCall from __ in call.SetHeader(Packing.Name, Packing.Gzip) select call)
        .ToObservable(env)
        .SelectMany(_ => Replies(requests, env).ToObservable(env));

    static async IAsyncEnumerable<Reply> Replies(IAsyncEnumerable<StreamingOutputCallRequest> requests, Env env, [EnumeratorCancellation] CancellationToken left = default)
    {
        await foreach (var request in requests.WithCancellation(left))
        {
            (await Echo.Status(request.ResponseStatus).RunAsync(env)).ThrowIfFail();
            foreach (var wanted in request.ResponseParameters)
            {
                if (wanted.IntervalUs > 0) await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), env.Time, left);
                var payload = (await Payload(wanted.Size).RunAsync(env)).ThrowIfFail();
                yield return Packing.Packed(new Reply(new StreamingOutputCallResponse { Payload = payload }), wanted.Compressed is { Value: true });
            }
        }
    }

    static async IAsyncEnumerable<StreamingOutputCallRequest> Just(StreamingOutputCallRequest request)
    {
        await Task.CompletedTask;
        yield return request;
    }

    // Answered once the last one has come; no more than so many are kept.
    static async IAsyncEnumerable<StreamingOutputCallRequest> All(IObservable<StreamingOutputCallRequest> requests, Env env, [EnumeratorCancellation] CancellationToken left = default)
    {
        const int most = 1000;
        var all = await requests.Take(most).ToList().SingleEff().RunAsync(env.With(left));
        foreach (var request in all.ThrowIfFail()) yield return request;
    }

    static Eff<Payload> Payload(int size) => size is >= 0 and <= LargestPayload
        ? SuccessEff(Zeros.Of(size))
        : FailEff<Payload>(Error.BadRequest("SIZE_INVALID", $"a payload has from 0 to {LargestPayload} bytes, not {size}"));
}
