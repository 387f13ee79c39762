namespace Kratos.Reactive;

/// <summary>A call that may go to one node after another, as the transport of a node sees it: it makes one try, and whoever chose the node chooses where the next one goes.</summary>
sealed class Attempts(Env env)
{
    readonly long begun = env.Time.GetTimestamp();
    object? tries;

    /// <summary>Whether the last try is to be followed by another, as the call's own settings have it. The wait for that is over.</summary>
    internal bool Again { get; private set; }

    /// <summary>What is left of a time that is for all tries together.</summary>
    internal TimeSpan Left(TimeSpan timeout)
    {
        var left = timeout - env.Time.GetElapsedTime(begun);
        return timeout < TimeSpan.Zero ? timeout : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>What a transport knows of the tries so far.</summary>
    internal T Tries<T>(Func<T> first) where T : class => (T)(tries ??= first());

    internal void Begin() => Again = false;

    /// <summary>There is to be another try; true, for whoever then has to leave it to others.</summary>
    internal bool Repeat() => Again = true;
}
