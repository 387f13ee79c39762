using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers for a method that this transport cannot render: 501 <c>NOT_RENDERED</c>.</summary>
sealed class NotRendered(Method method, HttpServing serving)
{
    readonly Error error = Error.NotImplemented("NOT_RENDERED", $"{method.Operation} is a stream, which this server does not offer over HTTP");

    internal Task Answer(HttpContext context) => HttpReply.Fail(context, serving, Headers.Empty, error);
}
