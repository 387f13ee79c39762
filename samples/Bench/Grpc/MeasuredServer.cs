using System.Reactive.Linq;
using Google.Protobuf;
using Kratos.Reactive;
using Microsoft.Extensions.Logging.Abstractions;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>What is measured, as a service of ours.</summary>
static class MeasuredServer
{
    internal static Middleware Three { get; } = Recovery() >> Logging(NullLogger.Instance) >> Deadline(10.Seconds);

    internal static Service Bare { get; } = new MeasuredService
    {
        Say = static ask => SuccessEff(Tell(ask)),
        SayLater = static ask => liftEff(async _ =>
        {
            await Task.Yield();
            return Tell(ask);
        }),
        Count = static (ask, env) => Numbers(ask).ToObservable(env),
        Talk = static (asks, _) => asks.Select(Tell),
    }.ToService();

    internal static Told Tell(Ask ask) => new() { Text = ask.Name };

    /// <summary>The bytes of each message of a stream.</summary>
    internal static ByteString BodyOf(Ask ask) => ask.Size == 0 ? ByteString.Empty : ByteString.CopyFrom(new byte[ask.Size]);

    static async IAsyncEnumerable<Told> Numbers(Ask ask)
    {
        await default(ValueTask);
        var body = BodyOf(ask);
        for (var i = 0; i < ask.Count; i++) yield return new Told { Text = ask.Name, Body = body };
    }
}
