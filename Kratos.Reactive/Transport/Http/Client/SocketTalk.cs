using System.Net.WebSockets;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>One stream of requests that goes out, through a WebSocket: messages are sent as they come, replies are read as they are asked for.</summary>
sealed class SocketTalk : IAsyncDisposable
{
    static readonly TimeSpan ToClose = TimeSpan.FromSeconds(1);

    readonly HttpCallPlan plan;
    readonly HttpCallOptions options;
    readonly CallTime time;
    readonly Env env;
    readonly Outlet<object> messages;
    readonly ReplyFields? fields;
    readonly Codec codec;
    readonly Attempts? attempts;
    HttpResponseMessage? response;
    WebSocket? socket;
    SocketReader? reader;
    Silence? silence;
    Codec replies = Codec.Json;
    Task sending = Task.CompletedTask;
    bool ended;
    bool unsent;        // the other side took no more: why is found where it is read

    internal SocketTalk(HttpCallPlan plan, HttpCallOptions options, CallTime time, IObservable<object> messages, Attempts? attempts, Env env)
    {
        (this.plan, this.options, this.time, this.attempts, this.env) = (plan, options, time, attempts, env);
        this.messages = Outlet<object>.Lent(messages, Backpressure.Default, env);
        fields = env.TryFind(ReplyFields.Key, out var cell) ? cell : null;
        codec = plan.Body?.Offer.First.Codec is { Coding: ProtobufCoding } bytes ? bytes : Codec.Json;
    }

    /// <summary>The first message, where the path is made of it; else null, at once.</summary>
    internal async ValueTask<object?> First()
    {
        if (plan.OpensAtOnce || time.Why is not null) return null;
        try
        {
            return await messages.MoveNextAsync().ConfigureAwait(false) ? messages.Current : null;
        }
        catch (ErrorException e)
        {
            throw new ErrorException(time.Told(e.Error));
        }
    }

    /// <summary>Sends and reads on the connection that was opened for it.</summary>
    internal void Begin(HttpResponseMessage opened, HttpAsk ask, object? first)
    {
        response = opened;
        if (ask.Fields.TryGet(HeaderNames.Accept, out var accept)) replies = plan.Reply.Offer.OfReply(accept)?.Codec ?? Codec.Json;
        socket = WebSocket.CreateFromStream(opened.Content.ReadAsStream(), new WebSocketCreationOptions());
        reader = new(socket, options.MaxReceive);
        silence = new(env, options.IdleTimeout, time);
        sending = Send(first);
    }

    /// <summary>The next reply; null when there is no more.</summary>
    internal async ValueTask<Fin<object?>> Next()
    {
        if (time.Why is { } why) return why;
        silence!.Begin();
        try
        {
            var next = await reader!.NextAsync(time.Token).ConfigureAwait(false);
            return next.IsSucc ? Read(next.Succeeded) : time.Told(next.Failed switch
            {
                { Code: 413 } => Error.TooManyRequests("RESOURCE_EXHAUSTED", $"a reply of {plan.Method.Operation} is larger than {options.MaxReceive} bytes").WithMetadata("limit", $"{options.MaxReceive}"),
                { Code: 400 } broken => new Error(502, "BAD_REPLY", "the server answered with something that is not a WebSocket") { Cause = broken.Cause },
                var lost => Error.Unavailable("UNAVAILABLE", "the connection was lost") with { Cause = lost.Cause },
            });
        }
        catch (Exception e)
        {
            return time.Told(HttpFaults.Of(e));
        }
        finally
        {
            silence.End();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await messages.DisposeAsync().ConfigureAwait(false);
        silence?.Dispose();
        if (socket is not null)
        {
            if (ended) await Close(socket).ConfigureAwait(false);
            socket.Abort();
            await sending.ConfigureAwait(false);
            await reader!.Over.ConfigureAwait(false);
            reader.Dispose();
            socket.Dispose();
        }

        if (attempts is null || socket is not null) fields?.Over();
        response?.Dispose();
    }

    async Task Send(object? first)
    {
        try
        {
            if (first is not null) await SendOne(first).ConfigureAwait(false);
            while (await messages.MoveNextAsync().ConfigureAwait(false)) await SendOne(messages.Current).ConfigureAwait(false);
            await socket!.SendAsync(SocketWords.End.ToArray(), WebSocketMessageType.Text, true, time.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (SocketReader.IsGone(e))
        {
            unsent = true;
        }
        catch (Exception e)
        {
            time.End(Error.From(e));        // there will be no more to send: the call ends in why
        }
    }

    async Task SendOne(object message)
    {
        using var scratch = Scratch.Rent(plan.Body!.Json);
        var frame = Write(plan.Body, message, scratch).ThrowIfFail();
        if (frame.Bytes.Length > options.MaxSend) throw new ErrorException(Error.TooManyRequests("RESOURCE_EXHAUSTED", $"a message of {plan.Method.Operation} has {frame.Bytes.Length} bytes, and may have {options.MaxSend}"));
        await socket!.SendAsync(frame.Bytes, frame.Type, true, time.Token).ConfigureAwait(false);
        silence!.Broken();
    }

    // What cannot be written fails here, in a way that cannot be taken for the end of the connection.
    Fin<SocketFrame> Write(ReplyWriter writer, object message, Scratch scratch)
    {
        if (writer.Body.Raw(message) is { } raw) return new SocketFrame(WebSocketMessageType.Binary, raw.Data.Memory);
        try
        {
            return writer.Write(codec, message, scratch).Map(_ => new SocketFrame(codec.Coding is JsonCoding ? WebSocketMessageType.Text : WebSocketMessageType.Binary, scratch.WrittenMemory));
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", $"a message of {plan.Method.Operation} cannot be written as {codec}") with { Cause = e };
        }
    }

    Fin<object?> Read(SocketFrame frame)
    {
        if (frame.Type == WebSocketMessageType.Close) return Closed();
        var text = frame.Bytes.Span;
        if (frame.Type == WebSocketMessageType.Text && SocketWords.IsControl(text))
        {
            ended = true;
            if (text.StartsWith(SocketWords.Failed)) return SocketWords.Read(text[SocketWords.Failed.Length..]);
            return text.SequenceEqual(SocketWords.End) ? Fin<object?>.Succ(null) : new Error(502, "BAD_REPLY", "the server sent a control frame that is not known");
        }

        return plan.Read(frame.Type == WebSocketMessageType.Text ? Text : Bytes, frame.Bytes).Map(static message => (object?)message);
    }

    // A text is what was asked for, where that is text. Bytes are, too, unless it was JSON: who asks for that may still be sent protobuf.
    Codec Text => replies.Coding is JsonCoding or NotationCoding ? replies : Codec.Json;

    Codec Bytes => replies.Coding is not JsonCoding ? replies : Codec.Protobuf;

    // 4000 and a status: a failure of which nothing else was said.
    Fin<object?> Closed()
    {
        ended = true;
        var (code, reason) = ((int)socket!.CloseStatus!, socket.CloseStatusDescription ?? "");
        return code == 1000 ? Fin<object?>.Succ(null)
            : code is >= 4400 and <= 4599 ? new Error(code - 4000, reason, $"{plan.Method.Operation} failed")
            : Error.Unavailable("UNAVAILABLE", $"the server closed the stream with code {code}{(unsent ? ", and took not all messages" : "")}") with { Cause = new WebSocketException(reason) };
    }

    async Task Close(WebSocket open)
    {
        using var limit = new CancellationTokenSource(ToClose, env.Time);
        try
        {
            await open.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (SocketReader.IsGone(e))
        {
            open.Abort();
        }
    }
}
