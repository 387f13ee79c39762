using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kratos.Reactive;

/// <summary>A stream of replies in the body of an answer, to a message that is the request.</summary>
sealed class EventStream(HttpContext context, Method method, HttpMessage message, EventFormat format, ReplyWriter output, Codec codec, HttpServing serving) : HttpStream(context, method, serving)
{
    // So many bytes are written before they are sent, however many replies wait.
    const int MostUnsent = 32 * 1024;

    Headers trailers = Headers.Empty;   // of a reply that brings its own
    MinDataRate? normal;

    IHttpMinResponseDataRateFeature? Rate => Context.Features.Get<IHttpMinResponseDataRateFeature>();

    protected override bool IsHead => HttpMethods.IsHead(Context.Request.Method);

    // The deadline of a unary call is that of the message: the stream has none.
    protected override IObservable<object> Messages => message.Timeout(Serving.Options.Timeout).MapFail(message.Blame).ToObservable(Env);

    protected override ValueTask<Error?> OpenAsync(Headers first) => new(Open(first));

    Error? Open(Headers first)
    {
        var response = Context.Response;
        var headers = Call.Freeze(out _).Merge(first.Remove(Reply.EventId));
        response.Headers.ContentType = format.ContentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpReply.Add(response.Headers, headers) is { } refused)
        {
            response.Headers.Clear();
            return refused;
        }

        if (Serving.Draining.IsCancellationRequested && HttpProtocol.IsHttp11(Context.Request.Protocol)) response.Headers.Connection = "close";
        if (Rate is not null) (normal, Rate.MinDataRate) = (Rate.MinDataRate, null);      // one who reads slowly slows the stream
        IsOpen = true;
        if (!IsHead) format.Open(response.BodyWriter, Serving.Options.Streams);
        return null;
    }

    protected override async ValueTask<Error?> WriteAsync(object message, Reply? whole)
    {
        if (whole is not null) trailers = trailers.Merge(whole.Trailers);
        if (Write(message, whole) is { } error) return error;
        return Context.Response.BodyWriter.UnflushedBytes < MostUnsent || await Taken(FlushAsync()).ConfigureAwait(false) ? null : Error.Cancelled;
    }

    protected override async ValueTask<bool> FlushAsync() => !(await Context.Response.BodyWriter.FlushAsync().ConfigureAwait(false)).IsCompleted;

    protected override ValueTask<bool> BeatAsync()
    {
        if (!IsHead) format.Beat(Context.Response.BodyWriter);
        return FlushAsync();
    }

    protected override Task EndAsync(Error? failure)
    {
        if (!IsOpen) failure ??= Open(Headers.Empty);
        var headers = Call.Freeze(out var set);
        if (!IsOpen)
        {
            if (message.LeavesRest && HttpProtocol.IsHttp11(Context.Request.Protocol)) Context.Response.Headers.Connection = "close";
            return HttpReply.Fail(Context, Serving, headers, set, failure!, told: true);
        }

        var last = set.Merge(trailers);
        var refused = HttpTrailers.Check(last);
        failure ??= refused;
        if (Rate is not null) Rate.MinDataRate = normal;        // but it is not waited for for ever
        if (failure is not null && !IsHead) Fail(failure);
        if (refused is null && Context.Response.SupportsTrailers())
            foreach (var (name, value) in last) Context.Response.AppendTrailer(name, value);
        return Task.CompletedTask;
    }

    protected override Task CloseAsync() => message.CloseAsync();

    Error? Write(object message, Reply? whole)
    {
        if (format.TakesText && output.Body.Raw(message) is { } raw) return Put(raw.Data.Span, whole, Error.Internal("CODEC", "the reply is no text, and events are text"));
        using var scratch = Scratch.Rent(Serving.Codec);
        try
        {
            var written = output.Write(codec, message, scratch);
            if (written.IsFail) return written.Failed;
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", $"the reply cannot be written as {codec.MediaType}") with { Cause = e };
        }

        return Put(scratch.Written, whole, EventFormat.NotAcceptable);
    }

    Error? Put(ReadOnlySpan<byte> data, Reply? whole, Error unlessText)
    {
        if (!Utf8.IsValid(data)) return unlessText;
        var headers = whole?.Headers ?? Headers.Empty;
        if (!IsOpen && Open(headers) is { } refused) return refused;
        if (!IsHead) format.Message(Context.Response.BodyWriter, data, headers.TryGet(Reply.EventId, out var id) ? id : "");
        return null;
    }

    void Fail(Error error)
    {
        using var scratch = Scratch.Rent(Serving.Codec);
        HttpFailure.Write(scratch.Writer, error);
        scratch.Writer.Flush();
        format.Failure(Context.Response.BodyWriter, scratch.Written);
    }
}
