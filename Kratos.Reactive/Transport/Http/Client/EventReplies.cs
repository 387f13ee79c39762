using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>The replies of a stream that are Server-Sent Events: read one by one as they are asked for. What is not read to the end is cut when this is disposed.</summary>
sealed class EventReplies : IAsyncDisposable
{
    const string ErrorEvent = "error";

    readonly HttpResponseMessage response;
    readonly HttpCallPlan plan;
    readonly CallTime time;
    readonly ReplyFields? fields;
    readonly WatchedBody body;
    readonly IAsyncEnumerator<SseItem<byte[]>> events;

    EventReplies(HttpResponseMessage response, Stream stream, HttpCallPlan plan, HttpCallOptions options, CallTime time, Env env)
    {
        (this.response, this.plan, this.time) = (response, plan, time);
        fields = env.TryFind(ReplyFields.Key, out var cell) ? cell : null;
        body = new(stream, options, time, env);
        events = SseParser.Create(body, static (_, data) => data.ToArray()).EnumerateAsync(time.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    internal static async ValueTask<EventReplies> Of(HttpResponseMessage response, HttpCallPlan plan, HttpCallOptions options, CallTime time, Env env) =>
        new(response, await response.Content.ReadAsStreamAsync(time.Token).ConfigureAwait(false), plan, options, time, env);

    /// <summary>The next reply; null when there is no more.</summary>
    internal async ValueTask<Fin<object?>> Next()
    {
        if (time.Why is { } why) return why;
        try
        {
            while (await events.MoveNextAsync().ConfigureAwait(false))
            {
                var (type, data) = (events.Current.EventType, events.Current.Data);
                if (type == ErrorEvent) return Failure(data);
                if (type is "message" or "") return plan.Read(Codec.Json, data).Map(static message => (object?)message);
            }

            fields?.Ended(new HttpReceived(response).Trailers);
            return time.Why is { } late ? late : Fin<object?>.Succ(null);
        }
        catch (Exception e)
        {
            return time.Told(HttpFaults.Of(e));
        }
    }

    public async ValueTask DisposeAsync()
    {
        body.Over();
        fields?.Over();
        response.Dispose();
        await events.DisposeAsync().ConfigureAwait(false);
    }

    // There is no status line that could say another code.
    Error Failure(byte[] data)
    {
        var bare = Error.Internal("", $"the stream of {plan.Method.Operation} failed");
        try
        {
            return FailureJson.Told(JsonElement.Parse(data), bare) ?? bare;
        }
        catch (JsonException e)
        {
            return bare with { Cause = e };
        }
    }
}
