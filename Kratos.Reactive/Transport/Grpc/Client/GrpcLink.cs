namespace Kratos.Reactive;

/// <summary>One connection, from the moment that it is dialled until it is closed. It is ready from the other side's first frame, SETTINGS, as RFC 9113 3.4 demands, until it says that it takes no more calls (GOAWAY).</summary>
sealed class GrpcLink : IDisposable
{
    readonly GrpcLinks owner;
    readonly CancellationTokenSource dialling = new();
    readonly Alarm alarm;
    readonly Lock gate = new();
    FrameWatch frames;
    Stream? stream;
    Error? failure = Silent;
    volatile bool leaving;
    bool over;

    internal GrpcLink(GrpcLinks owner, TimeSpan limit, Env env)
    {
        this.owner = owner;
        Begun = env.Time.GetUtcNow();
        alarm = new(env.Time, static self => ((GrpcLink)self).TooSlow(), this);
        if (limit >= TimeSpan.Zero) alarm.Set(limit);
    }

    internal DateTimeOffset Begun { get; }

    /// <summary>Whether it takes calls.</summary>
    internal bool IsReady => Volatile.Read(ref failure) is null && !leaving;

    /// <summary>Whether it is still being made.</summary>
    internal bool IsBegun => Volatile.Read(ref failure) is not null;

    /// <summary>Fires when it takes too long, or is no longer wanted.</summary>
    internal CancellationToken Dialling => dialling.Token;

    /// <summary>The connection stands, as far as this stream; false when it is no longer wanted, and closed.</summary>
    internal bool Opened(Stream on)
    {
        lock (gate)
        {
            stream = on;
            if (!over) return true;
        }

        on.Dispose();
        return false;
    }

    /// <summary>What the other side sends, as it comes.</summary>
    internal void Saw(ReadOnlySpan<byte> bytes)
    {
        var news = frames.Saw(bytes);
        if (news == FrameNews.None) return;
        lock (gate)
        {
            if (over) return;
            if (news.HasFlag(FrameNews.Answered)) Volatile.Write(ref failure, null);
            if (news.HasFlag(FrameNews.Leaving)) leaving = true;
        }

        if (news.HasFlag(FrameNews.Answered))
        {
            alarm.Dispose();
            owner.Answered();
        }

        if (news.HasFlag(FrameNews.Leaving)) owner.Leaving();
    }

    /// <summary>Reading has ended. What to throw when that was before it was ready: the server, which has not said a word, has seen no call.</summary>
    internal NotConnected? Ended(Exception? cause, Error why)
    {
        Interlocked.CompareExchange(ref failure, why with { Cause = cause }, Silent);
        return Volatile.Read(ref failure) is { } error ? new(error) : null;
    }

    /// <summary>It could not be made.</summary>
    internal void Failed(Error error) => End(error);

    public void Dispose() => End(null);

    void TooSlow()
    {
        if (IsBegun) End(Error.Unavailable("UNAVAILABLE", "the server did not answer in time to a try to connect"));
    }

    void End(Error? error)
    {
        Stream? close;
        lock (gate)
        {
            if (over) return;
            (over, close) = (true, stream);
            if (error is not null) Volatile.Write(ref failure, error);
        }

        alarm.Dispose();
        owner.Gone(this, failure);
        dialling.Cancel();
        close?.Dispose();
    }

    internal static Error Silent { get; } = Error.Unavailable("UNAVAILABLE", "the connection was closed before the server had said that it speaks HTTP/2");
}
