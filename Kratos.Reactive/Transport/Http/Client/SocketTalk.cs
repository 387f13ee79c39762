using System.Net.WebSockets;
using System.Text.Unicode;

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

    internal async Task Open(HttpMessageInvoker invoker, HttpAsk ask, object? first)
    {
        using var limit = new CallTime(env, attempts?.Left(options.Timeout) ?? options.Timeout, CancellationToken.None);
        try
        {
            var (request, key) = SocketHandshake.Ask(ask, time.Left, env.Random);
            using (request) response = await invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (!SocketHandshake.IsAnswer(response, key)) throw new ErrorException(await Refused(response, limit.Token).ConfigureAwait(false));
            fields?.Came(new HttpReceived(response).Headers);
            socket = WebSocket.CreateFromStream(await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false), new WebSocketCreationOptions());
        }
        catch (Exception e)
        {
            var unsent = first is null && HttpFaults.IsUnsent(e);       // a first message is not held to be sent again
            throw new ErrorException(time.Why ?? limit.Told(HttpFaults.Of(e) with { IsUnsent = unsent }));
        }

        reader = new(socket, options.MaxReceive);
        sending = Send(first);
    }

    /// <summary>The next reply; null when there is no more.</summary>
    internal async ValueTask<Fin<object?>> Next()
    {
        if (time.Why is { } why) return why;
        try
        {
            var next = await reader!.NextAsync(time.Token).WaitAsync(options.IdleTimeout, env.Time, time.Token).ConfigureAwait(false);
            return next.IsSucc ? Read(next.Succeeded) : time.Told(next.Failed switch
            {
                { Code: 413 } => Error.TooManyRequests("RESOURCE_EXHAUSTED", $"a reply of {plan.Method.Operation} is larger than {options.MaxReceive} bytes").WithMetadata("limit", $"{options.MaxReceive}"),
                { Code: 400 } broken => new Error(502, "BAD_REPLY", "the server answered with something that is not a WebSocket") { Cause = broken.Cause },
                var lost => Error.Unavailable("UNAVAILABLE", "the connection was lost") with { Cause = lost.Cause },
            });
        }
        catch (TimeoutException)
        {
            return Error.GatewayTimeout("IDLE", $"nothing came for {options.IdleTimeout}");
        }
        catch (Exception e)
        {
            return time.Told(HttpFaults.Of(e));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await messages.DisposeAsync().ConfigureAwait(false);
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

    async ValueTask<Error> Refused(HttpResponseMessage refused, CancellationToken token)
    {
        var answer = new HttpReceived(refused);
        fields?.Came(answer.Headers);
        if (answer.IsSuccess || answer.Status < 200) return new Error(502, "BAD_REPLY", $"{plan.Method.Operation} was asked for a WebSocket, and answered with status {answer.Status}");
        var (bytes, _) = await answer.Read(ReplyFailure.Most, token).ConfigureAwait(false);
        return plan.Failure.Of(answer.Status, answer.ContentType, bytes);
    }

    async Task Send(object? first)
    {
        try
        {
            if (first is not null) await Send(plan.Body!, first).ConfigureAwait(false);
            while (await messages.MoveNextAsync().ConfigureAwait(false)) await Send(plan.Body!, messages.Current).ConfigureAwait(false);
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

    async Task Send(ReplyWriter writer, object message)
    {
        using var scratch = Scratch.Rent(writer.Json);
        writer.Write(codec, message, scratch).ThrowIfFail();
        if (scratch.Written.Length > options.MaxSend) throw new ErrorException(Error.TooManyRequests("RESOURCE_EXHAUSTED", $"a message of {plan.Method.Operation} has {scratch.Written.Length} bytes, and may have {options.MaxSend}"));
        await socket!.SendAsync(scratch.WrittenMemory, codec.Coding is JsonCoding ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, time.Token).ConfigureAwait(false);
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

        var type = frame.Type == WebSocketMessageType.Text && Utf8.IsValid(text) ? "application/json" : "application/protobuf";
        return plan.Read(type, frame.Bytes).Map(static message => (object?)message);
    }

    // 4000 and a status: a failure of which nothing else was said.
    Fin<object?> Closed()
    {
        ended = true;
        var (code, reason) = ((int)socket!.CloseStatus!, socket.CloseStatusDescription ?? "");
        return code is 1000 or 1001 ? Fin<object?>.Succ(null)
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
