using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The message of an HTTP request, read when somebody asks for it: after the middleware that does not need it, and inside the middleware that covers its failure.</summary>
abstract class HttpMessage : Unread
{
    object? message;

    internal override object? Message => Volatile.Read(ref message);

    /// <summary>True while the body is being read.</summary>
    internal virtual bool IsReading => false;

    /// <summary>The failure, or 408 in place of a deadline that passed while the body was still on its way.</summary>
    internal virtual Error Blame(Error error) => error;

    internal static HttpMessage Of(HttpContext context, BodyBinder binder, RouteTemplate template, HttpOptions options)
    {
        if (binder.TakesBody) HttpBody.Unlimit(context);
        var source = new BindingSource(RawSegments.Of(context, template), context.Request.QueryString.Value ?? "", binder.TakesRaw ? context.Request.ContentType ?? "" : "");
        return binder.Upload is not null ? new UploadMessage(context, binder, source, options.Uploads)
            : binder.TakesBody && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false } ? new BodyMessage(context, binder, source, options)
            : new PlainMessage(binder, source);
    }

    /// <summary>True when an unknown amount of the body is left behind: the connection cannot be used again.</summary>
    internal virtual bool LeavesRest => false;

    /// <summary>Stops the reading, and waits until it has stopped; later questions are answered with what is known.</summary>
    internal virtual Task CloseAsync() => Task.CompletedTask;

    protected Fin<object> Known(Fin<object> end)
    {
        if (end.IsSucc) Volatile.Write(ref message, end.Succeeded);
        return end;
    }
}

/// <summary>A message without a body: nothing is waited for.</summary>
sealed class PlainMessage(BodyBinder binder, BindingSource source) : HttpMessage
{
    internal override Eff? Step(Machine machine) => Message is { } known ? machine.Return(known) : machine.End(Known(binder.Bind(source)));
}
