using System.Reactive.Linq;
using Google.Protobuf;
using HelloWorld;
using Kratos.Reactive;
using Kratos.Reactive.Protos.Api;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>What is measured over HTTP, as services of ours: HelloWorld, large bodies, and streams that stay open.</summary>
static class BodiesServer
{
    internal const int Megabyte = 1024 * 1024;

    internal static string LongText { get; } = new('x', Megabyte);

    internal static byte[] ManyBytes { get; } = Enumerable.Repeat((byte)'x', Megabyte).ToArray();

    internal static IReadOnlyList<Service> Bare { get; } = [Greeter.Service.ToService(), Bodies.ToService()];

    internal static IReadOnlyList<Service> Three { get; } = [.. Bare.Select(static service => service.With(MeasuredServer.Three))];

    static BodiesService Bodies => new()
    {
        Take = static text => SuccessEff(new Length { Characters = text.Text_.Length }),
        Give = static _ => SuccessEff(new Text { Text_ = LongText }),
        TakeRaw = static body => SuccessEff(new Length { Characters = body.Data.Length }),
        GiveRaw = static _ => SuccessEff(new HttpBody { ContentType = "application/octet-stream", Data = UnsafeByteOperations.UnsafeWrap(ManyBytes) }),
        Listen = static (length, _) => Observable.Return(length).Concat(Observable.Never<Length>()),
    };
}
