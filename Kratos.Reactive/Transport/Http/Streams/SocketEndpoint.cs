using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Options;

namespace Kratos.Reactive;

/// <summary>Answers calls of many messages, at one rule: a WebSocket, asked for by a GET of HTTP/1.1 or a CONNECT of HTTP/2.</summary>
sealed class SocketEndpoint
{
    const string Version = "13";

    static readonly Error NeedsSocket = new(StatusCodes.Status426UpgradeRequired, "UPGRADE_REQUIRED", "messages go both ways here: ask for a WebSocket");
    static readonly Error Foreign = Error.Forbidden("ORIGIN_NOT_ALLOWED", "pages from there may not open a WebSocket here");

    readonly RouteTemplate template;
    readonly BodyBinder binder;
    readonly ReplyWriter output;
    readonly WebSocketMiddleware handshake;

    internal SocketEndpoint(Method method, RouteTemplate template, BodyBinder binder, ReplyWriter output, HttpServing serving)
    {
        (Method, this.template, this.binder, this.output, Serving) = (method, template, binder, output, serving);
        handshake = new(Call, Options.Create(new WebSocketOptions()), serving.Options.Loggers);
    }

    internal Method Method { get; }

    internal HttpServing Serving { get; }

    internal Task Answer(HttpContext context) => handshake.Invoke(context);

    internal Task<WebSocket> AcceptAsync(HttpContext context, string protocol)
    {
        var options = Serving.Options.Streams;
        return context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = protocol.Length > 0 ? protocol : null,
            KeepAliveInterval = options.Heartbeat,
            KeepAliveTimeout = options.PongTimeout,
        });
    }

    Task Call(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest) return Refuse(context);
        if (!IsAllowed(context.Request)) return HttpReply.Fail(context, Serving, Headers.Empty, Foreign);
        var source = new BindingSource(RawSegments.Of(context, template), context.Request.QueryString.Value ?? "", "");
        var protocol = Protocol(context);
        var codec = SocketCodec.For(context.Request.Headers, protocol, binder, source, output, Serving);
        return codec.IsSucc ? new SocketStream(context, this, codec.Succeeded, protocol).RunAsync() : HttpReply.Fail(context, Serving, Headers.Empty, codec.Failed);
    }

    Task Refuse(HttpContext context)
    {
        context.Response.Headers.SecWebSocketVersion = Version;
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) (context.Response.Headers.Upgrade, context.Response.Headers.Connection) = ("websocket", "Upgrade");
        return HttpReply.Fail(context, Serving, Headers.Empty, NeedsSocket);
    }

    // The first that both know; none where the caller names none.
    static string Protocol(HttpContext context) => context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(static name => name is SocketWords.Json or SocketWords.Protobuf) ?? "";

    // Browsers let any page open a WebSocket, with the cookies of this host: whose page it is has to be looked at here.
    bool IsAllowed(HttpRequest request)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin]) return request.Headers.Origin.Count == 0;
        return IsHere(origin, request)
            || Serving.Options.Streams.Origins.Any(allowed => allowed == "*" || allowed.Equals(origin, StringComparison.OrdinalIgnoreCase));
    }

    // The host is what the caller calls us by. What ends TLS before us speaks plainly to us: so a page from https is from here, too; one from http is not from https.
    static bool IsHere(string origin, HttpRequest request) => Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (from.Scheme == Uri.UriSchemeHttps || (from.Scheme == Uri.UriSchemeHttp && !request.IsHttps))
        && Uri.TryCreate($"{from.Scheme}://{request.Host}", UriKind.Absolute, out var here)
        && from.Authority.Equals(here.Authority, StringComparison.OrdinalIgnoreCase);
}
