using System.Net.Sockets;

namespace Kratos.Reactive;

/// <summary>Judges the end of a call.</summary>
static class NodeFault
{
    static readonly TimeSpan early = 20.Milliseconds;       // a real timer may be, before the clock that the deadline was taken from; of a short time that is much, and callers leave by themselves, too

    /// <summary>503 and 504: what is broken on the way to the node, or in it. Other failures are answers.</summary>
    internal static bool Is(Error error) => error.Code is 503 or 504;

    /// <summary>The caller left: that says nothing about the node.</summary>
    internal static bool IsSilent(Error error) => error.Code == 499;

    /// <summary>How it ended, as far as the node is concerned: what was cut because its time was used up, and not because the caller left before that, has timed out.</summary>
    internal static Fin<A> Judged<A>(Fin<A> end, TimeSpan took, Env env) =>
        end.IsFail && IsSilent(end.Error) && env.Due - env.Time.GetUtcNow() is { } left && (left <= TimeSpan.Zero || (left <= early && left <= (took + left) / 10)) ? Error.TimedOut : end;

    /// <summary>The failure at the bottom: of an exception that nobody made a failure of, the first one inside it that means something.</summary>
    internal static Error Core(Error error)
    {
        if (error.Code != 500) return error;
        for (var inner = error.Cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException or HttpRequestException or IOException) return Error.Unavailable("NETWORK", "the connection failed") with { Cause = inner };
            if (Error.From(inner) is { Code: not 500 } known) return known;
        }

        return error;
    }
}
