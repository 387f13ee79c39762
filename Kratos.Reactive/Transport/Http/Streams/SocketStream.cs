using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kratos.Reactive;

/// <summary>A stream of messages both ways, through a WebSocket. It is opened when the first message is asked for or the first reply is there: what fails before that is an answer of HTTP.</summary>
sealed class SocketStream : HttpStream
{
    // How long what is left of one who left may go on, and how long the other side may take to close.
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ToClose = TimeSpan.FromSeconds(5);

    readonly SocketEndpoint endpoint;
    readonly string protocol;
    readonly SocketMessages messages;
    readonly SocketCodec codec;
    readonly Alarm leaving;
    readonly TaskCompletionSource<Error?> opened = new();
    WebSocket? socket;
    SocketReader? reader;
    int opening;
    int gone;
    bool any;

    internal SocketStream(HttpContext context, SocketEndpoint endpoint, SocketCodec codec, string protocol) : base(context, endpoint.Method, endpoint.Serving)
    {
        (this.endpoint, this.codec, this.protocol) = (endpoint, codec, protocol);
        messages = new(this, codec);
        leaving = new(Env.Time, static self => ((SocketStream)self).Leave(), this);
    }

    bool IsSingle => endpoint.Method.Shape == MethodShape.ClientStream;

    protected override IObservable<object> Messages => messages.ToObservable(Env);

    protected override async ValueTask<Error?> OpenAsync(Headers first)
    {
        if (Interlocked.Exchange(ref opening, 1) == 0) opened.SetResult(await AcceptAsync(first).ConfigureAwait(false));
        return await opened.Task.ConfigureAwait(false);
    }

    protected override async ValueTask<Error?> WriteAsync(object message, Reply? whole)
    {
        if (IsSingle && any) return Cardinality.NotOneReply(endpoint.Method.Operation);
        any = true;
        using var scratch = Scratch.Rent(Serving.Codec);
        var frame = codec.Write(message, scratch);
        if (frame.IsFail) return frame.Failed;
        if (!IsOpen && await OpenAsync(whole?.Headers ?? Headers.Empty).ConfigureAwait(false) is { } refused) return refused;
        return await Taken(SendAsync(frame.Succeeded)).ConfigureAwait(false) ? null : Error.Cancelled;
    }

    protected override ValueTask<bool> FlushAsync() => new(true);

    // The socket sends pings itself.
    protected override ValueTask<bool> BeatAsync() => new(true);

    protected override async Task EndAsync(Error? failure)
    {
        if (failure is null && IsSingle && !any) failure = Cardinality.NoReply(endpoint.Method.Operation);
        if (Volatile.Read(ref opening) != 0 || failure is null) failure = await OpenAsync(Headers.Empty).ConfigureAwait(false) ?? failure;
        if (socket is null)
        {
            var headers = Call.Freeze(out var trailers);
            await HttpReply.Fail(Context, Serving, headers, trailers, failure ?? Error.Cancelled, told: true).ConfigureAwait(false);
            return;
        }

        using var limit = new CancellationTokenSource(ToClose, Env.Time);
        try
        {
            if (failure is not null) await socket.SendAsync(codec.Failure(failure), WebSocketMessageType.Text, true, limit.Token).ConfigureAwait(false);
            await socket.CloseOutputAsync(
                failure is null ? WebSocketCloseStatus.NormalClosure : SocketWords.Status(failure),
                failure is null ? "" : SocketWords.Reason(failure),
                limit.Token).ConfigureAwait(false);
            // What still comes is taken, or the end of the connection might overtake our last words.
            Leave();
            await messages.DrainAsync(reader!, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (SocketReader.IsGone(e))
        {
            socket.Abort();     // it has left, or does not close
        }
    }

    protected override async Task CloseAsync()
    {
        leaving.Dispose();
        if (socket is null) return;
        socket.Abort();
        await reader!.Over.ConfigureAwait(false);
        await messages.Over.ConfigureAwait(false);
        reader.Dispose();
        socket.Dispose();
    }

    internal async Task<Fin<SocketReader>> ReaderAsync() => await OpenAsync(Headers.Empty).ConfigureAwait(false) is { } error ? error : reader!;

    async Task<Error?> AcceptAsync(Headers first)
    {
        var response = Context.Response;
        if (HttpReply.Add(response.Headers, Call.Freeze(out _).Merge(first.Remove(Reply.EventId))) is { } refused)
        {
            response.Headers.Clear();
            return refused;
        }

        if (Context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;      // one who reads slowly slows the stream
        if (Context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace) pace.MinDataRate = null;    // and pings tell who is there
        try
        {
            socket = await endpoint.AcceptAsync(Context, protocol).ConfigureAwait(false);
        }
        catch (Exception e) when (SocketReader.IsGone(e))
        {
            return Error.Cancelled with { Cause = e };
        }

        reader = new(socket, Serving.Options.Streams.MaxMessage);
        IsOpen = true;
        return null;
    }

    async ValueTask<bool> SendAsync(SocketFrame frame)
    {
        try
        {
            await socket!.SendAsync(frame.Bytes, frame.Type, true, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (SocketReader.IsGone(e))
        {
            return false;
        }
    }

    /// <summary>The caller closed. What works for it may finish with what it was sent, but nobody waits for more.</summary>
    internal void Left()
    {
        if (Interlocked.Exchange(ref gone, 1) == 0) leaving.Set(Farewell);
    }
}
