namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Makes a panic, an exception that no code turned into a failure, a 500 whose message tells a caller nothing; the exception stays its cause, for the log. Other failures pass.</summary>
    /// <remarks>It also catches what a handler throws before it gives its effect.</remarks>
    public static Middleware Recovery() => next => request =>
        unitEff.Bind(_ => next(request)).MapFail(static error => error.Cause is null || error.Code < 500 || error.Is(Error.TimedOut)
            ? error
            : Error.Internal("PANIC", "internal error") with { Cause = error.Cause, Trace = error.Trace, Others = error.Others });
}
