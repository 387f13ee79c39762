using System.Net.WebSockets;
using System.Reactive.Subjects;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;
using Raw = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive.Tests;

/// <summary>Streams of requests over HTTP that do not go well, or not at once.</summary>
public sealed class SocketFaultTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Method Talk<A>() where A : notnull => Method.Of<A, A>("/x.Faults/Talk", MethodShape.Duplex) with { Rules = [HttpRule.Get("/talk")] };

    static Task<Fin<IList<A>>> All<A>(HttpCalled client, IObservable<A> messages, Env? env = null) where A : notnull =>
        client.Client.Duplex<A, A>(Talk<A>())(messages, env ?? client.Env).ToList().SingleEff().RunAsync(Env.System).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token);

    static Service Echo<A>() where A : notnull => new Service("x.Faults").Duplex<A, A>(Talk<A>(), static (requests, _) => requests);

    static IObservable<A> Only<A>(A message) => Observable.Return(message).Concat(Observable.Never<A>());

    static async Task<Error> Unwritten<A>(A message) where A : notnull
    {
        await using var server = await Serving.Start(Echo<A>());
        await using var client = await HttpCalled.At(server.Uri.ToString());
        return (await All(client, Only(message))).Error;
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_ends_the_call_in_that_at_once()
    {
        foreach (var error in new[]
        {
            await Unwritten(new Asked { UpdateMask = new() { Paths = { "userName" } } }),
            await Unwritten(new Timestamp { Seconds = long.MaxValue }),
            await Unwritten(Value.ForNumber(double.NaN)),
            await Unwritten(new Any { TypeUrl = "type.googleapis.com/not.Known", Value = ByteString.CopyFrom(1) }),
        }) Assert.Equal((500, "CODEC"), (error.Code, error.Reason));
    }

    [Theory]
    [InlineData(1000, "")]
    [InlineData(1001, "UNAVAILABLE")]
    [InlineData(1011, "UNAVAILABLE")]
    [InlineData(4404, "GONE")]
    public async Task A_close_of_the_server_is_a_good_end_with_code_1000_only(int code, string reason)
    {
        await using var server = RawHttp.Socket(talker => talker.Socket.CloseAsync((WebSocketCloseStatus)code, code == 4404 ? "GONE" : "", Token));
        await using var client = await HttpCalled.At(server.Address);
        var end = await All(client, Observable.Never<Asked>());
        Assert.Equal(reason, end.IsSucc ? "" : end.Error.Reason);
    }

    [Fact]
    public async Task What_is_sent_breaks_a_silence_as_much_as_what_comes_and_silence_ends_a_stream()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        var heard = new TaskCompletionSource<int>();
        var count = 0;
        await using var server = RawHttp.Socket(async talker =>
        {
            while (!(await talker.Hear()).StartsWith("close", StringComparison.Ordinal))
                if (++count == 2) heard.SetResult(count);
        });
        await using var client = await HttpCalled.At(server, static call => call with { IdleTimeout = 10.Seconds }, Env.On(noted));
        using var messages = new Subject<Asked>();
        var end = new TaskCompletionSource<Error>();
        using var listening = client.Client.Duplex<Asked, Asked>(Talk<Asked>())(messages, client.Env).Subscribe(static _ => { }, e => end.TrySetResult(Error.From(e)));
        time.AdvanceBy(1.Milliseconds);      // the subscription calls
        await noted.Until(10.Seconds);
        messages.OnNext(new Asked { Name = "a" });
        await Eventually.True(() => Volatile.Read(ref count) == 1, "the first message");
        time.AdvanceBy(9.Seconds);
        messages.OnNext(new Asked { Name = "b" });
        await heard.Task.WaitAsync(Token);
        time.AdvanceBy(1.Seconds);
        await noted.Until(9.Seconds);       // the timer rang, and was set for what is left
        time.AdvanceBy(9.Seconds - 1.Milliseconds);
        Assert.False(end.Task.IsCompleted);
        time.AdvanceBy(1.Milliseconds);
        Assert.Equal((504, "IDLE"), await end.Task.WaitAsync(Token) is var error ? (error.Code, error.Reason) : default);
    }

    [Fact]
    public async Task A_handshake_is_tried_again_and_no_message_is_lost()
    {
        var tries = 0;
        Middleware refuses = next => request => Interlocked.Increment(ref tries) < 3 ? Error.Unavailable("NOT_YET", "come again") : next(request);
        await using var server = await Serving.Start(Echo<Asked>().With(refuses));
        await using var client = await HttpCalled.At(server.Uri.ToString(), static options => options with { Call = options.Call with { Retry = new(Schedule.Recurs(2)) } });
        Assert.Equal(["a"], (await All(client, Observable.Return(new Asked { Name = "a" }))).ThrowIfFail().Select(static one => one.Name));
        tries = -1;
        Assert.Equal("NOT_YET", (await All(client, Observable.Return(new Asked { Name = "a" }))).Error.Reason);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task A_try_of_a_handshake_ends_at_its_own_timeout()
    {
        var time = new VirtualTime();
        await using var server = RawHttp.Silent();
        await using var client = await HttpCalled.At(server, static call => call with { TryTimeout = 1.Seconds, Retry = new(Schedule.Recurs(1)) }, time.Env);
        var end = All(client, Observable.Never<Asked>());
        time.AdvanceBy(1.Milliseconds);      // the subscription calls
        for (var tries = 1; tries <= 2; tries++)
        {
            await Eventually.True(() => server.Asks.Count == tries, "the request to come");
            time.AdvanceBy(1.Seconds);
        }

        Assert.Equal(Error.TimedOut, (await end).Error);
        Assert.Equal(2.Seconds + 1.Milliseconds, time.Elapsed);
    }

    [Fact]
    public async Task A_client_of_other_formats_reads_what_it_asked_for()
    {
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Xml] }, Echo<Asked>());
        foreach (var codec in new[] { Codec.Xml, Codec.Protobuf, Codec.Json })
        {
            await using var client = await HttpCalled.At(server.Uri.ToString(), options => options with { Codecs = [codec] });
            Assert.Equal(["a"], (await All(client, Observable.Return(new Asked { Name = "a" }))).ThrowIfFail().Select(static one => one.Name));
        }
    }

    [Fact]
    public async Task Raw_bytes_go_both_ways_as_they_are_and_nobody_makes_up_a_type_for_them()
    {
        await using var server = await Serving.Start(Echo<Raw>());
        await using var client = await HttpCalled.At(server.Uri.ToString());
        Assert.Equal(new Raw { Data = ByteString.CopyFrom(0, 1, 0xff) }, Assert.Single((await All(client, Observable.Return(new Raw { ContentType = "image/png", Data = ByteString.CopyFrom(0, 1, 0xff) }))).ThrowIfFail()));
    }
}
