namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Ends a call in <see cref="Error.TimedOut"/> when it takes longer than <paramref name="after"/>; inside, the deadline is that instant, or an earlier one that was there.</summary>
    public static Middleware Deadline(TimeSpan after) => next => request => next(request).Timeout(after);
}
