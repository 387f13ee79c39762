using System.Net;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers the calls of one method at one rule. The message is read inside the method's middleware: see <see cref="HttpMessage"/>.</summary>
sealed class HttpEndpoint(Method method, RouteTemplate template, BodyBinder binder, ReplyWriter output, HttpServing serving)
{
    readonly TimeSpan timeout = binder.Upload is null ? serving.Options.Timeout : serving.Options.Uploads.Timeout;

    internal Task Answer(HttpContext context)
    {
        if (output.TypeFor(context.Request.Headers.Accept) is not { } type) return HttpReply.Fail(context, serving, Headers.Empty, output.NotAcceptable(context.Request));
        var headers = RequestHeaders.Of(context.Request.Headers, out var metadata);
        var message = HttpMessage.Of(context, binder, template, serving.Options);
        var call = new Call
        {
            Kind = "http",
            Endpoint = serving.Endpoint,
            Operation = method.Operation,
            RequestHeaders = headers,
            Peer = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null,
            PeerCertificate = context.Connection.ClientCertificate,
            Stopping = serving.Draining,
        };
        var env = serving.Env.Within(context.RequestAborted, null).With(Call.Key, call);
        if (metadata.Count > 0) env = env.With(MetadataKey, metadata);

        var run = Handle(new Request(method.Operation, message, headers)).Timeout(Limit(context)).RunAsync(env);
        return run.IsCompleted && !message.IsReading && message.CloseAsync().IsCompletedSuccessfully ? Send(context, call, message, type, run.Result) : Later(context, call, message, type, run);
    }

    // A caller may have less time than the server gives. What cannot be read says nothing.
    TimeSpan Limit(HttpContext context) => context.Request.Headers.TryGetValue(GrpcTimeout.Name, out var text) && GrpcTimeout.TryRead(text.ToString(), out var asked) && (asked < timeout || timeout < TimeSpan.Zero) ? asked : timeout;

    Eff<Reply> Handle(Request request)
    {
        try
        {
            return method.Call(request);
        }
        catch (Exception e)
        {
            return Error.From(e);
        }
    }

    async Task Later(HttpContext context, Call call, HttpMessage message, ReplyType type, ValueTask<Fin<Reply>> run)
    {
        var end = await run.ConfigureAwait(false);
        // What was cut may be reading still: the connection is not ours to answer on before that is over.
        if (end.IsFail) end = message.Blame(end.Failed);
        await message.CloseAsync().ConfigureAwait(false);
        await Send(context, call, message, type, end).ConfigureAwait(false);
    }

    Task Send(HttpContext context, Call call, HttpMessage message, ReplyType type, Fin<Reply> end)
    {
        if (message.LeavesRest && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        var headers = call.Freeze(out var trailers);
        return end.IsSucc
            ? HttpReply.Send(context, serving, headers, trailers, end.Succeeded, call.ReplyStatus, output, type)
            : HttpReply.Fail(context, serving, end.Failed.Code == StatusCodes.Status415UnsupportedMediaType ? headers.Merge(ContentType.Hint(end.Failed, binder.Offer.Names)) : headers, trailers, end.Failed, end.Failed.Cause is { } cause && call.HasTold(cause));
    }
}
