namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Ends a call in <see cref="Error.TimedOut"/> when it takes longer than <paramref name="after"/>; inside, the deadline is that instant, or an earlier one that was there.</summary>
    /// <remarks>Over HTTP a body that is still on its way at that instant is its caller's fault: 408 <c>BODY_TOO_SLOW</c>.</remarks>
    public static Middleware Deadline(TimeSpan after) => next => request => request.Unread is { } unread ? unread.Blaming(next(request).Timeout(after)) : next(request).Timeout(after);
}
