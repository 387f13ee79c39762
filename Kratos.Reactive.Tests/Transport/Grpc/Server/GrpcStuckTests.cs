using System.Buffers;
using Google.Protobuf.Reflection;
using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Calls that are cut while a reply is being written, to a caller that has stopped reading.</summary>
public sealed class GrpcStuckTests
{
    const int Window = 65_535;

    // More than the window and what Kestrel holds behind it take.
    static readonly GreetReply late = new() { Message = "late" + new string('a', 4 * Window) };

    readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Action cut = static () => { };

    /// <summary>Writes as another does, but a late message only once the call has been cut.</summary>
    sealed class LateCodec(MessageCodec inner, Func<Action> cut) : MessageCodec
    {
        public override MessageDescriptor? Descriptor => inner.Descriptor;

        public override Fin<int> SizeOf(object message)
        {
            if (((GreetReply)message).Message.StartsWith("late", StringComparison.Ordinal)) cut()();
            return inner.SizeOf(message);
        }

        public override void Write(object message, IBufferWriter<byte> into) => inner.Write(message, into);

        internal override void Fill(object message, Span<byte> into) => inner.Fill(message, into);

        public override Fin<object> Read(ReadOnlySequence<byte> bytes) => inner.Read(bytes);
    }

    Task<GrpcRun> Start(Helloworld.V1.GreeterService greeter, Env? env = null)
    {
        var service = greeter.ToService();
        return GrpcRun.Start([service with { Methods = [.. service.Methods.Select(method => method with { OutputCodec = new LateCodec(method.OutputCodec, () => cut) })] }], env);
    }

    // Its token is told by what cuts it, after that has looked whether the network is waited for.
    IObservable<GreetReply> Late(Env env)
    {
        cut = () =>
        {
            Assert.True(env.Token.WaitHandle.WaitOne(1.Minutes));
            told.SetResult();
        };
        return Observable.Return(late, env.Scheduler).Concat(Observable.Never<GreetReply>());
    }

    [Fact]
    public async Task A_deadline_between_two_flushes_resets_a_stream_whose_caller_does_not_take_the_next_one()
    {
        await using var server = await Start(GrpcRun.Greeter with { LotsOfReplies = (_, env) => Late(env) });
        var peer = await server.Connect(generous: false);
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfReplies, ("grpc-timeout", "300m")));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        Assert.Equal(8, (await peer.ReadUntil(stream, FrameType.RstStream)).Number);
    }

    [Fact]
    public async Task One_whose_caller_takes_it_has_the_status_behind_it()
    {
        await using var server = await Start(GrpcRun.Greeter with { LotsOfReplies = (_, env) => Late(env) });
        var peer = await server.Connect(generous: false);
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfReplies, ("grpc-timeout", "300m")));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        await told.Task.WaitAsync(1.Minutes, TestContext.Current.CancellationToken);
        foreach (var id in (int[])[0, stream]) await peer.Credit(id, 8 * Window);
        var answer = await peer.Answer(stream);
        Assert.Equal(("Headers Data Headers!", GrpcCode.DeadlineExceeded), (answer.Shape, answer.Status));
        Assert.Equal(late, Assert.Single(answer.Messages<GreetReply>()));
    }

    [Fact]
    public async Task A_deadline_while_the_one_reply_is_written_resets_a_call_whose_caller_does_not_take_it_within_a_second()
    {
        var clock = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        cut = () =>
        {
            clock.AdvanceBy(300.Milliseconds);
            told.SetResult();
        };
        await using var server = await Start(GrpcRun.Greeter with { LotsOfGreetings = _ => SuccessEff(late) }, Env.On(clock));
        var peer = await server.Connect(generous: false);
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfGreetings, ("grpc-timeout", "300m")));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        await told.Task.WaitAsync(1.Minutes, TestContext.Current.CancellationToken);
        for (var came = 0; came < Window;)
            if (await peer.Read(stream) is { Type: FrameType.Data } frame) came += frame.Payload.Length;
        clock.AdvanceTo(DateTimeOffset.UnixEpoch + 1300.Milliseconds - TimeSpan.FromTicks(1));
        await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        await peer.ReadUntil(0, FrameType.Ping);
        Assert.Null(peer.Seen(stream));
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal(8, (await peer.Read(stream)).Number);
    }
}
