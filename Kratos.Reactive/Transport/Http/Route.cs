using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kratos.Reactive;

/// <summary>One method at one rule, checked and compiled.</summary>
sealed record Route(Method Method, HttpRule Rule, RouteTemplate Template, BodyBinder Input, ReplyWriter Output, RequestDelegate Answer)
{
    /// <summary>True when the requests are the lines of a body.</summary>
    internal bool TakesLines => Method.Shape == MethodShape.ClientStream && Rule.Verb != "GET";

    /// <summary>True when it is a WebSocket.</summary>
    internal bool IsSocket => Method.TakesMany && !TakesLines;

    internal static Fin<Route> Of(Method method, HttpRule rule, HttpServing serving)
    {
        if (Headers.Check(rule.Verb, "").IsFail || rule.Verb.Any(char.IsAsciiLetterLower))
            return Error.BadRequest("BAD_RULE", $"{method.Operation} has the verb '{rule.Verb}': a verb is a word in capitals, or * for any");
        var template = RouteTemplate.Parse(rule.Path);
        if (template.IsFail) return Error.BadRequest("BAD_RULE", $"{method.Operation} is at '{rule.Path}': {template.Failed.Message}");
        if (CodecNames.Check(rule.Codecs) is { IsFail: true, Failed: var names }) return MessagePlan.Bad(method, rule, names.Message);
        if (rule.Status is < 200 or > 299) return MessagePlan.Bad(method, rule, $"the status {rule.Status} is none of a good reply: 200 to 299");
        if (!rule.IsBare && rule.ResponseBody is not ("" or "*")) return MessagePlan.Bad(method, rule, $"the reply is in an envelope, so its body cannot be the field {rule.ResponseBody}");
        var input = UploadKind.Of(method.Input) is { } upload ? BodyBinder.For(upload, method, rule, template.Succeeded, serving) : BodyBinder.For(method, rule, template.Succeeded, serving);
        var output = ReplyWriter.For(method, rule, serving);
        if (input.IsFail || output.IsFail) return input.IsFail ? input.Failed : output.Failed;
        return new Route(method, rule, template.Succeeded, input.Succeeded, output.Succeeded, method.Shape switch
        {
            MethodShape.Unary => new HttpEndpoint(method, template.Succeeded, input.Succeeded, output.Succeeded, serving).Answer,
            MethodShape.ServerStream => new EventEndpoint(method, template.Succeeded, input.Succeeded, output.Succeeded, serving).Answer,
            MethodShape.ClientStream when rule.Verb != "GET" => new LineEndpoint(method, template.Succeeded, input.Succeeded, output.Succeeded, serving).Answer,
            _ => new SocketEndpoint(method, template.Succeeded, input.Succeeded, output.Succeeded, serving).Answer,
        });
    }

    internal RouteEndpointBuilder ToBuilder(IReadOnlyList<string> verbs, IEnumerable<RouteTemplate> before)
    {
        var builder = new RouteEndpointBuilder(Answer, Template.ToPattern(Rule.Path, before), order: 0) { DisplayName = Method.Operation.Name };
        if (verbs.Count > 0) builder.Metadata.Add(new HttpMethodMetadata(verbs));
        return builder;
    }
}
