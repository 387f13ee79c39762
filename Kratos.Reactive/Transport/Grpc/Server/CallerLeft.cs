namespace Kratos.Reactive;

static class CallerLeft
{
    /// <summary>What a request's body throws when it ends before its end: the caller left, whatever the exception.</summary>
    internal static Error As(Exception e) => e is IOException or OperationCanceledException ? Error.Cancelled with { Cause = e } : Error.From(e);
}
