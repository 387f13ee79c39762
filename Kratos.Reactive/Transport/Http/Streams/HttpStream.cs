using System.Net;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>One call of many messages over HTTP, whatever carries them: replies are written as they come, one side never gets ahead of the other, and it ends when it fails, is idle for too long, or its server stops.</summary>
abstract class HttpStream
{
    readonly CancellationTokenSource scope;
    readonly Lock gate = new();
    readonly Outlet<object> replies;
    readonly StreamPulse pulse;
    readonly TimeSpan? waits;       // so long its caller waits for its end
    Error? cut;         // why it is ended from outside
    bool over;
    int sending;        // 1 while the network takes what was written, 2 when it is not waited for any more

    protected HttpStream(HttpContext context, Method method, HttpServing serving)
    {
        (Context, Serving) = (context, serving);
        var headers = RequestHeaders.Of(context.Request.Headers, out var metadata);
        Call = new Call
        {
            Kind = "http",
            Endpoint = serving.Endpoint,
            Operation = method.Operation,
            RequestHeaders = headers,
            Peer = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null,
            PeerCertificate = context.Connection.ClientCertificate,
            Stopping = serving.Draining,
        };
        scope = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        waits = context.Request.Headers.TryGetValue(GrpcTimeout.Name, out var text) && GrpcTimeout.TryRead(text.ToString(), out var asked) ? asked : null;
        var now = serving.Env.Time.GetUtcNow();
        DateTimeOffset? due = waits < DateTimeOffset.MaxValue - now ? now + waits : null;
        Env = serving.Env.Within(scope.Token, due).With(Call.Key, Call).With(Demand.Key, new Demand());
        if (metadata.Count > 0) Env = Env.With(MetadataKey, metadata);
        var opening = new Request(method.Operation, Unit.Default) { Headers = headers, Method = method };
        replies = Outlet<object>.Paced(env => method.Stream(opening, Messages, env), serving.Options.Streams.Backpressure, Env);
        pulse = new(Env, serving.Options.Streams, replies.Wake, Cut);
    }

    protected HttpContext Context { get; }

    protected HttpServing Serving { get; }

    protected Call Call { get; }

    protected Env Env { get; }

    /// <summary>True once the caller was answered.</summary>
    protected bool IsOpen { get; set; }

    /// <summary>What the caller sends.</summary>
    protected abstract IObservable<object> Messages { get; }

    /// <summary>Answers: what follows is a stream. With the header fields of the first reply, if there is one yet.</summary>
    protected abstract ValueTask<Error?> OpenAsync(Headers first);

    /// <summary>Writes a reply, and answers before the first one, once that is known to be good; null when it could be.</summary>
    protected abstract ValueTask<Error?> WriteAsync(object message, Reply? whole);

    /// <summary>Sends what was written; false when nobody takes it any more.</summary>
    protected abstract ValueTask<bool> FlushAsync();

    /// <summary>Sends a sign of life.</summary>
    protected abstract ValueTask<bool> BeatAsync();

    /// <summary>Whether answering was all that was asked for.</summary>
    protected virtual bool IsHead => false;

    /// <summary>Writes how it ended. Whatever has to be logged was.</summary>
    protected abstract Task EndAsync(Error? failure);

    /// <summary>Stops the reading, and waits until it has stopped.</summary>
    protected abstract Task CloseAsync();

    internal async Task RunAsync()
    {
        var told = Serving.Cutting.UnsafeRegister(static self => ((HttpStream)self!).Cut(HttpServing.Stopped), this);
        using var deadline = waits is null ? null : new Alarm(Env.Time, static self => ((HttpStream)self).Cut(Error.TimedOut), this);
        if (waits is { } wait) deadline!.Set(wait);
        pulse.Begin();
        var failure = await WriteAsync().ConfigureAwait(false);

        lock (gate) over = true;
        told.Unregister();
        pulse.Dispose();
        await replies.DisposeAsync().ConfigureAwait(false);
        failure = cut ?? failure;
        if (failure is not null) HttpReply.Log(Context, Serving, Call, failure);
        if (sending != 2 && !Context.RequestAborted.IsCancellationRequested) await EndAsync(failure).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        scope.Tell(Env);
        scope.Dispose();
    }

    /// <summary>A message came.</summary>
    internal void Heard() => pulse.Message();

    /// <summary>Tells whoever works for this call to stop.</summary>
    protected void Leave() => scope.Tell(Env);

    // Null when all was written; else why not.
    async Task<Error?> WriteAsync()
    {
        try
        {
            while (await replies.MoveNextAsync().ConfigureAwait(false))
            {
                if (replies.Current is null)
                {
                    if (!IsOpen && await OpenAsync(Headers.Empty).ConfigureAwait(false) is { } refused) return refused;
                    if (!await Taken(BeatAsync()).ConfigureAwait(false)) return Error.Cancelled;
                    pulse.Sign();
                }
                else if (await WriteAllAsync().ConfigureAwait(false) is { } error) return error;
                if (IsHead) return null;
            }

            return null;
        }
        catch (ErrorException e)
        {
            return e.Error;
        }
        catch (Exception e)
        {
            return Error.Cancelled with { Cause = e };      // what carries the messages broke: the caller left
        }
    }

    // All that is there.
    async ValueTask<Error?> WriteAllAsync()
    {
        do
        {
            var (message, whole) = replies.Current is Reply reply ? (reply.Message, reply) : (replies.Current, null);
            if (await WriteAsync(message, whole).ConfigureAwait(false) is { } error) return error;
            pulse.Message();
        }
        while (!IsHead && replies.TryTake());
        return await Taken(FlushAsync()).ConfigureAwait(false) ? null : Error.Cancelled;
    }

    /// <summary>Waits for the network, but not beyond the end that comes from outside: false when nobody takes it any more.</summary>
    protected async ValueTask<bool> Taken(ValueTask<bool> sent)
    {
        if (sent.IsCompletedSuccessfully) return sent.Result;
        Volatile.Write(ref sending, 1);
        var taken = await sent.ConfigureAwait(false);
        return Interlocked.CompareExchange(ref sending, 0, 1) == 1 && taken;
    }

    /// <summary>Ends the call now, whatever its handler does.</summary>
    internal void Cut(Error error)
    {
        lock (gate)
        {
            if (over || cut is not null) return;
            cut = error;
            if (Interlocked.CompareExchange(ref sending, 2, 1) == 1) Context.Abort();      // an end would wait behind what the caller does not read
        }

        scope.Tell(Env);
    }
}
