using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kratos.Reactive;

/// <summary>A stream of messages in the body of a request, and one reply to them: the answer is that of a unary call, and begins when the reply is there.</summary>
sealed class LineStream : HttpStream
{
    readonly Method method;
    readonly ReplyWriter output;
    readonly ReplyType type;
    readonly LineMessages messages;
    Reply? reply;

    internal LineStream(HttpContext context, Method method, BodyBinder binder, BindingSource source, ReplyWriter output, ReplyType type, HttpServing serving) : base(context, method, serving)
    {
        (this.method, this.output, this.type) = (method, output, type);
        messages = new(this, context.Request, binder, source, serving.Options.Streams.MaxMessage);
        HttpBody.Unlimit(context);
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;       // messages come when there are some: the idle limit is theirs
    }

    protected override IObservable<object> Messages => messages.ToObservable(Env);

    protected override ValueTask<Error?> OpenAsync(Headers first) => default;

    protected override ValueTask<Error?> WriteAsync(object message, Reply? whole)
    {
        if (reply is not null) return new(Cardinality.NotOneReply(method.Operation));
        reply = whole ?? new Reply(message);
        return default;
    }

    protected override ValueTask<bool> FlushAsync() => new(true);

    protected override ValueTask<bool> BeatAsync() => new(true);

    protected override async Task EndAsync(Error? failure)
    {
        await messages.CloseAsync().ConfigureAwait(false);      // what is read may still be on its way
        if (messages.LeavesRest && HttpProtocol.IsHttp11(Context.Request.Protocol)) Context.Response.Headers.Connection = "close";
        var headers = Call.Freeze(out var trailers);
        if (reply is null) failure ??= Cardinality.NoReply(method.Operation);
        await (failure is null
            ? HttpReply.Send(Context, Serving, headers, trailers, reply!, Call.ReplyStatus, output, type)
            : HttpReply.Fail(Context, Serving, headers, trailers, failure, told: true)).ConfigureAwait(false);
    }

    protected override Task CloseAsync() => messages.CloseAsync();
}
