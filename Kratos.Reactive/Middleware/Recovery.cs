namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Makes what a handler throws a failure: before it gives its effect too. A panic, an exception that no code turned into a failure, is a 500 <c>PANIC</c> whose message tells a caller nothing.</summary>
    /// <remarks>The exception stays the failure's cause, for the log. Failures that code made, with a cause or without, pass.</remarks>
    /// <param name="panic">What a caller is told of a panic, in place of that 500: it may not give away what the exception says.</param>
    public static Middleware Recovery(Func<Exception, Error>? panic = null) => next => request => new RecoverEff(next, request, panic);
}
