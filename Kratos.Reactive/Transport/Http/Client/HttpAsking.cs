using Microsoft.Net.Http.Headers;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>Makes what a call sends of its message. What is wrong is found here, before anything is sent.</summary>
sealed class HttpAsking(HttpTarget target, HttpClientOptions options, HttpFormats formats)
{
    const string Travels = "x-md-global-";

    static readonly UriCreationOptions asIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    internal Fin<HttpAsk> Ask(HttpCallPlan plan, Request request, object message, HttpCallOptions call, Env env, string? accept = null)
    {
        if (!plan.Method.Input.IsInstanceOfType(message)) return Error.Internal("WRONG_MESSAGE", $"{request.Operation} takes a {plan.Method.Input.Name}, and was given a {message.GetType().Name}");
        var bare = Bare(plan, request, plan.Url.Write(message), call, env, accept);
        return plan.Body is { } writer && bare.IsSucc
            ? Body(writer, request, message, call).Map(body => bare.Succeeded with { Fields = Headers.Empty.Set(HeaderNames.ContentType, body.Type).Merge(bare.Succeeded.Fields), Body = body.Bytes })
            : bare;
    }

    /// <summary>What opens a WebSocket: the path of the first message, where it has variables.</summary>
    internal Fin<HttpAsk> Opening(HttpCallPlan plan, Request request, object? first, HttpCallOptions call, Env env)
    {
        if (first is not null && !plan.Method.Input.IsInstanceOfType(first)) return Error.Internal("WRONG_MESSAGE", $"{request.Operation} takes a {plan.Method.Input.Name}, and was given a {first.GetType().Name}");
        return Bare(plan, request, first is null ? plan.Url.Fixed : plan.Url.Write(first), call, env, null);
    }

    Fin<HttpAsk> Bare(HttpCallPlan plan, Request request, Fin<string> url, HttpCallOptions call, Env env, string? accept)
    {
        if (url.IsFail) return url.Failed;
        if (url.Succeeded.Length > call.MaxUrl) return new Error(414, "URL_TOO_LONG", $"the path and the query of {request.Operation} have {url.Succeeded.Length} characters, and may have {call.MaxUrl}");
        return Fields(plan, request, env, accept).Map(fields => new HttpAsk(plan.Verb, new Uri(target.Base + url.Succeeded, asIs), fields, null, call.Authority));
    }

    Fin<Headers> Fields(HttpCallPlan plan, Request request, Env env, string? accept)
    {
        foreach (var (name, _) in request.Headers)
            if (HttpReply.Reserved.Contains(name)) return Error.Internal("HEADER_RESERVED", $"the header field '{name}' is the transport's own");
        var fields = Headers.Empty.Set(HeaderNames.UserAgent, options.UserAgent);
        if (accept is not null || !plan.Reply.TakesRaw) fields = fields.Set(HeaderNames.Accept, accept ?? plan.Reply.Offer.First.MediaType);
        if (env.TryFind(MetadataKey, out var travelling)) fields = fields.Merge(Headers.From(travelling.Where(static field => field.Key.StartsWith(Travels, StringComparison.OrdinalIgnoreCase) && Headers.Check(field.Key, field.Value).IsSucc)));
        return fields.Merge(request.Headers);
    }

    // The caller's own content type chooses the format.
    Fin<(string Type, ReadOnlyMemory<byte> Bytes)> Body(ReplyWriter writer, Request request, object message, HttpCallOptions call)
    {
        if (writer.Body.Raw(message) is { } raw) return Sized(request, call, Typed(raw), raw.Data.Memory);
        var type = request.Headers.TryGet(HeaderNames.ContentType, out var wanted) ? wanted : writer.Offer.First.MediaType;
        if (writer.Offer.OfBody(type) is not { } codec) return Error.BadRequest("CODEC", $"the content type '{type}' is none that the client has: {writer.Offer.Names}");
        try
        {
            using var scratch = Scratch.Rent(formats.Codec);
            var written = writer.Write(codec, message, scratch);
            return written.IsFail ? written.Failed : Sized(request, call, type, scratch.Written.ToArray());
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", $"the message of {request.Operation} cannot be written as {codec}") with { Cause = e };
        }
    }

    static string Typed(RawBody raw) => raw.ContentType.Length > 0 ? raw.ContentType : "application/octet-stream";

    static Fin<(string, ReadOnlyMemory<byte>)> Sized(Request request, HttpCallOptions call, string type, ReadOnlyMemory<byte> bytes) =>
        bytes.Length > call.MaxSend ? Error.TooManyRequests("RESOURCE_EXHAUSTED", $"the body of {request.Operation} has {bytes.Length} bytes, and may have {call.MaxSend}")
        : Headers.Check(HeaderNames.ContentType, type).Map(_ => (type, bytes));
}
