using System.Diagnostics;
using System.Reactive.Subjects;
using Ask = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>What is left on the side of the client when calls are over. It looks at the whole process, so nothing runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class GrpcClientLeakTests
{
    [Fact]
    public async Task Ten_thousand_calls_and_as_many_cancelled_streams_leave_no_memory_timers_sources_or_handles_behind()
    {
        await using var server = await GrpcRun.Start();
        await using var client = await Called.At($"http://{server.Uri.Authority}", GrpcClientOptions.Default with { Call = GrpcCallOptions.Default with { Timeout = 1.Hours } });
        using var asked = new ReplaySubject<Ask>(1);
        asked.OnNext(new Ask { Name = "Ada" });
        async Task Rounds(int count)
        {
            for (var i = 0; i < count; i++)
            {
                (await client.Asked()).ThrowIfFail();
                (await client.Stream(Called.Bidi, asked).FirstEff().RunAsync(client.Env)).ThrowIfFail();      // leaves after the first reply
            }
        }

        await Rounds(1000);
        var (memory, timers, handles) = Present();
        await Rounds(9000);
        await Eventually.True(() => !asked.HasObservers, "the sources to be left");
        await Eventually.True(() => Present().Timers <= timers + 20, $"the timers to go: {timers} at first");
        var after = Present();
        Assert.InRange(after.Memory - memory, long.MinValue, 4 * 1024 * 1024);
        Assert.InRange(after.Handles - handles, int.MinValue, 50);
        Assert.InRange(await Connections(), 1, 4);

        async Task<int> Connections()
        {
            (await client.Asked()).ThrowIfFail();
            return System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
                .Count(one => one.RemoteEndPoint.Port == server.Uri.Port && one.State == System.Net.NetworkInformation.TcpState.Established);
        }
    }

    static (long Memory, long Timers, int Handles) Present()
    {
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), Timer.ActiveCount, process.HandleCount);
    }
}
