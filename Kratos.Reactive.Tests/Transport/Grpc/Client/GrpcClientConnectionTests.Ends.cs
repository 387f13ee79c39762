using System.Net.Sockets;
using Ask = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

// How calls and connections end.
public sealed partial class GrpcClientConnectionTests
{
    [Fact]
    public async Task Point_22_while_a_try_is_not_due_a_call_is_told_the_last_failure_and_one_that_may_wait_waits_until_its_deadline()
    {
        var time = new VirtualTime();
        var tries = 0;
        var options = Dialling((_, _) =>
        {
            Interlocked.Increment(ref tries);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }) with
        { Reconnect = Schedule.Spaced(60.Seconds) };
        await using var client = await Called.At("http://127.0.0.1:1", options, time.Env);
        Assert.Equal((503, "UNAVAILABLE"), Code(await client.Asked()));
        Assert.Equal((503, "UNAVAILABLE"), Code(await client.Asked()));
        Assert.Equal(1, tries);
        var waiting = client.Client.With(GrpcCall(call => call with { WhenDown = WhenDown.Wait, Timeout = 5.Seconds })).Call(Called.Asking());
        var end = await time.RunAsync(waiting);
        Assert.Equal(Error.TimedOut, end.Error);
        Assert.Equal(5.Seconds, end.At);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task P13_a_deadline_is_a_deadline_at_its_very_instant_and_the_call_is_reset()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(static async stream => await stream.WasCut());
        await using var client = await Called.At(server, call => call with { Timeout = 200.Milliseconds }, time.Env);
        var end = client.Asked();
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        await time.AdvanceByAsync(199.Milliseconds);
        Assert.False(end.IsCompleted);
        await time.AdvanceByAsync(1.Milliseconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task P13_a_caller_who_leaves_in_the_same_instant_as_the_deadline_is_told_what_came_first()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(static async stream => await stream.WasCut());
        await using var client = await Called.At(server, call => call with { Timeout = 200.Milliseconds }, time.Env);
        using var left = new CancellationTokenSource();
        time.At(200.Milliseconds, left.Cancel);
        var end = client.Asked(time.Env.With(left.Token));
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        await time.AdvanceByAsync(1.Seconds);
        Assert.True((await end).Error.Is(Error.Cancelled));
    }

    [Fact]
    public void Point_16_a_call_that_the_server_cancels_after_the_deadline_is_past_it()
    {
        var time = new VirtualTime();
        using var call = new CallTime(time.Env, 1.Seconds, CancellationToken.None);
        Assert.Equal(Error.Cancelled, call.Told(Error.Cancelled));
        time.AdvanceBy(1.Seconds);
        Assert.Equal(Error.TimedOut, call.Told(Error.Cancelled));
    }

    [Fact]
    public async Task Point_16_the_callers_token_resets_a_unary_call()
    {
        await using var server = new RawServer(static async stream => await stream.WasCut());
        await using var client = await Called.At(server);
        using var left = new CancellationTokenSource();
        var end = client.Asked(client.Env.With(left.Token));
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        await left.CancelAsync();
        Assert.True((await end).Error.Is(Error.Cancelled));
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task Giving_back_the_client_ends_its_calls_and_its_connections()
    {
        await using var server = new RawServer(static async stream => await stream.WasCut());
        var client = await Called.At(server);
        var end = client.Asked();
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        await client.Close();
        Assert.Equal("CLIENT_CLOSED", (await end).Error.Reason);
        Assert.Equal("CLIENT_CLOSED", (await client.Asked()).Error.Reason);
        await Assert.Single(server.Connections).Ended.Task.WaitAsync(patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task P14_a_burst_of_calls_on_a_fresh_client_is_answered_to_the_last()
    {
        await using var server = new RawServer(Answer) { Settings = [0, 3, 0, 0, 0, 100] };
        await using var client = await Called.At(server);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(async _ => (await client.Asked()).ThrowIfFail()));
        Assert.InRange(server.Connections.Count, 1, 8);
    }

    [Fact]
    public async Task P12_what_pads_its_frames_gets_no_credit_for_the_padding()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Message();
            await stream.Headers();
            byte[] padded = [255, .. RawStream.Framed([]), .. new byte[255]];
            for (var i = 0; i < 240; i++) await stream.Connection.Frame(0, 8, stream.Id, padded);

            await stream.Ok();
        });
        await using var client = await Called.At(server);
        Assert.Equal(240, (await client.All(Called.Replies, Observable.Return(new Ask()))).Value.Count);
        var stream = Assert.Single(server.Streams);
        await stream.Connection.Ping();
        await stream.Connection.PingAnswered.Task.WaitAsync(patience, TestContext.Current.CancellationToken);
        // 240 frames of 261 bytes fit into the window. Credit for more than the 5 bytes of each would be for the padding.
        Assert.False(stream.Credit.Take(65_535 + (240 * 5) + 1).IsCompleted, "padding gave credit: the platform was mended, and P12 can be struck out");
    }

    static (int, string) Code(Fin<Reply> end) => (end.Error.Code, end.Error.Reason);
}
