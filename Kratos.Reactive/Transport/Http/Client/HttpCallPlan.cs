using System.Runtime.InteropServices;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>How one method is called over HTTP: at the first of its rules.</summary>
/// <param name="Method">The method.</param>
/// <param name="Verb">The verb of its rule; for any verb POST where there is a body, else GET.</param>
/// <param name="Url">Makes the path and the query.</param>
/// <param name="Body">Writes the body; null where there is none.</param>
/// <param name="Reply">Reads the reply.</param>
/// <param name="Failure">Reads what is no reply.</param>
/// <param name="Unwrap">Takes a reply out of its envelope; null where there is none.</param>
sealed record HttpCallPlan(Method Method, HttpMethod Verb, UrlWriter Url, ReplyWriter? Body, BodyBinder Reply, ReplyFailure Failure, Func<JsonElement, Fin<JsonElement>>? Unwrap)
{
    internal static Fin<HttpCallPlan> For(Method method, HttpFormats formats, Func<JsonElement, Fin<JsonElement>>? unwrap)
    {
        if (UploadKind.Of(method.Input) is not null) return Error.NotImplemented("UPLOAD_NOT_SENT", $"{method.Operation} takes a form with files, which this client does not send");
        var rule = method.Rules.Count > 0 ? method.Rules[0] : HttpRule.Post(method.Operation.Name);
        var part = method.TakesMany && rule.Body.Length == 0 ? "*" : rule.Body;     // a frame is the message
        var has = part.Length > 0 && method.Input != typeof(Unit);
        var url = UrlWriter.For(method, rule, formats.Codec, formats.Proto);
        // Seen from here a body is written as a server writes a reply, and a reply is read as it reads a body.
        var asked = ReplyWriter.For(method with { Output = method.Input, OutputCodec = method.InputCodec }, new HttpRule(rule.Verb, rule.Path) { ResponseBody = has ? part : "*", Codecs = rule.Codecs }, formats);
        var output = method.Output == typeof(Reply) ? typeof(object) : method.Output;
        var answered = RouteTemplate.Parse("/").Bind(root =>
            BodyBinder.For(method with { Input = output, InputCodec = method.OutputCodec }, rule with { Body = rule.ResponseBody.Length > 0 ? rule.ResponseBody : "*" }, root, formats));
        var verb = method.TakesMany ? "GET" : rule.Verb != "*" ? rule.Verb : has ? "POST" : "GET";
        return url.Bind(url => asked.Bind(asked => answered.Map(answered => new HttpCallPlan(method, new HttpMethod(verb), url, has ? asked : null, answered, new ReplyFailure(formats), unwrap))));
    }

    /// <summary>Whether a stream of requests can be opened before there is one: nothing of its path or query comes from it.</summary>
    internal bool OpensAtOnce => Url.Fixed.IsSucc && Method.RulesOrOwn[0].Body is "" or "*";

    /// <summary>The message of a reply in the body of an answer; 500 <c>CODEC</c> when it cannot be read: it is not the fault of who asked.</summary>
    internal Fin<object> Read(string contentType, ReadOnlyMemory<byte> body)
    {
        var source = new BindingSource([], "", contentType);
        return body.IsEmpty && !Reply.TakesRaw ? Told(Reply.Bind(source), contentType) : Read(Reply.Offer.OfBody(contentType) ?? Reply.Offer.Codecs[0], source, body);
    }

    /// <summary>The same for one that stands for itself: an event, a frame of a WebSocket. Of what type raw bytes are nobody says then.</summary>
    internal Fin<object> Read(Codec codec, ReadOnlyMemory<byte> message) =>
        Reply.CanRead(codec) ? Read(codec, new([], "", ""), message) : Error.Internal("CODEC", $"the reply of {Method.Operation} cannot be read: it came as {codec.MediaType}");

    Fin<object> Read(Codec codec, in BindingSource source, ReadOnlyMemory<byte> body)
    {
        if (Unwrap is not null && codec.Coding is JsonCoding && !body.IsEmpty && !Reply.TakesRaw)
        {
            var inside = Inside(body);
            if (inside.IsFail) return inside.Failed;
            body = inside.Succeeded;
        }

        return Told(Reply.Bind(codec, source, body), source.ContentType);
    }

    Fin<object> Told(Fin<object> end, string contentType) =>
        end.IsSucc ? end : end.Failed with { Code = 500, Message = $"the reply of {Method.Operation}{(contentType.Length > 0 ? $", which is {contentType}," : "")} cannot be read: {end.Failed.Message}" };

    Fin<ReadOnlyMemory<byte>> Inside(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Unwrap!(JsonElement.Parse(body.Span)).Map(static inside => inside.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? default : (ReadOnlyMemory<byte>)JsonMarshal.GetRawUtf8Value(inside).ToArray());
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", $"the reply of {Method.Operation} has not the envelope that was expected") with { Cause = e };
        }
    }
}
