namespace Kratos.Reactive;

/// <summary>One connection, from the moment that it is dialled until it is closed. It is ready once the other side has sent its first frame, SETTINGS, as RFC 9113 3.4 demands.</summary>
sealed class GrpcLink : IDisposable
{
    const int TypeAt = 3;       // a frame: three bytes of length, then one that says what it is
    const byte Settings = 4;

    readonly GrpcLinks owner;
    readonly CancellationTokenSource dialling = new();
    readonly Alarm alarm;
    readonly Lock gate = new();
    Stream? stream;
    Error? failure = Silent;
    bool over;
    int seen;

    internal GrpcLink(GrpcLinks owner, TimeSpan limit, Env env)
    {
        this.owner = owner;
        Begun = env.Time.GetUtcNow();
        alarm = new(env.Time, static self => ((GrpcLink)self).TooSlow(), this);
        if (limit >= TimeSpan.Zero) alarm.Set(limit);
    }

    internal DateTimeOffset Begun { get; }

    internal bool IsReady => Volatile.Read(ref failure) is null;

    /// <summary>Fires when it takes too long, or is no longer wanted.</summary>
    internal CancellationToken Dialling => dialling.Token;

    /// <summary>The connection stands; false when it is no longer wanted, and closed.</summary>
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
        if (failure is null || bytes.IsEmpty || seen > TypeAt) return;
        var settings = TypeAt - seen < bytes.Length && bytes[TypeAt - seen] == Settings;
        seen += bytes.Length;
        if (!settings) return;
        Volatile.Write(ref failure, null);
        alarm.Dispose();
        owner.Answered();
    }

    /// <summary>It could not be made.</summary>
    internal void Failed(Error error) => End(error);

    public void Dispose() => End(null);

    void TooSlow()
    {
        if (!IsReady) End(Error.Unavailable("UNAVAILABLE", "the server did not answer in time to a try to connect"));
    }

    void End(Error? error)
    {
        Stream? close;
        lock (gate)
        {
            if (over) return;
            (over, close) = (true, stream);
        }

        alarm.Dispose();
        owner.Gone(this, error ?? failure);
        dialling.Cancel();
        close?.Dispose();
    }

    static Error Silent { get; } = Error.Unavailable("UNAVAILABLE", "the connection was closed before the server had said that it speaks HTTP/2");
}
