using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Calls that are cut, reset, too late and wrong, in every order: each is answered or reset, nothing fails unheard, and the server goes on.</summary>
public sealed class GrpcFuzzTests
{
    static readonly string[] paths = [GrpcRun.SayHello, GrpcRun.LotsOfReplies, GrpcRun.LotsOfGreetings, GrpcRun.BidiHello];

    // Too short for some, long enough for others.
    static readonly string?[] timeouts = [null, null, "1n", "10u", "100u", "300u", "1m", "2m", "5m"];

    int calls;

    // One in three is handled on another thread from its first step on, and one in three is answered while its message is still read for somebody else.
    Middleware Careless => next => request => (Interlocked.Increment(ref calls) % 3) switch
    {
        0 => next(request),
        1 => yieldFor(TimeSpan.FromTicks(1)) >> next(request),
        _ => envEff.Map(env => Task.Run(() => next(request).RunAsync(env).AsTask())) >> SuccessEff(new Reply(GrpcRun.Hello("Ada"))),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_a_caller_does_nothing_fails_unheard_and_the_next_call_is_answered(int seed)
    {
        var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        var service = GrpcRun.Greeter.ToService().With(Careless.When(static request => request.Operation == GrpcRun.SayHello));
        await using (var server = await GrpcRun.Start([service], options: GrpcOptions.Default with { Loggers = logs }))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Calls(server, new Random(seed * 100 + n))));
            Assert.Equal(GrpcCode.Ok, (await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"))).Status);
        }

        Assert.Equal([], log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => $"{line.Text} {line.Cause}"));
    }

    static async Task Calls(GrpcRun server, Random chance)
    {
        var peer = await server.Connect();
        for (var round = 0; round < 40; round++) await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Call(peer, chance)));
    }

    static async Task Call(RawPeer peer, Random chance)
    {
        var timeout = timeouts[chance.Next(timeouts.Length)];
        var body = Body(chance);
        var (cut, then) = (chance.Next(body.Length + 1), chance.Next(4));
        var stream = await peer.Open(RawPeer.Call(paths[chance.Next(paths.Length)], timeout is null ? [] : [("grpc-timeout", timeout)]));
        if (cut > 0) await peer.Data(stream, body[..cut]);
        if (then == 0) await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        if (then != 1) await peer.Data(stream, body[cut..], end: true);
        if (then is 1 or 2) await peer.Reset(stream);
        else Assert.NotEmpty((await peer.Answer(stream)).Frames);
    }

    // Good messages mostly, with a byte that is wrong now and then.
    static byte[] Body(Random chance)
    {
        byte[] body = [.. Enumerable.Range(0, chance.Next(1, 4)).SelectMany(n => GrpcRun.Ask(new string('a', chance.Next(3) * chance.Next(3000))))];
        if (chance.Next(4) == 0) body[chance.Next(Math.Min(8, body.Length))] ^= (byte)(1 << chance.Next(8));
        return body;
    }
}
