using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Logs every call when it ends, a stream too: side, transport, operation, code, reason and time taken; the error, and of a failure of ours (500 and above) the exception behind it. No message and no header, unless asked.</summary>
    /// <remarks>
    /// Texts are cut at a limit, and control characters (line ends above all) are written out, so that a caller cannot forge a line. Good ends are logged at Information, the caller's faults at Warning, a caller who left
    /// at Information, ours at Error. A log that fails does not fail the call: that goes to <see cref="Env.Unhandled"/>. Source: Go Kratos <c>middleware/logging</c>.
    /// </remarks>
    /// <param name="log">Where to. When all of its levels are off, nothing is added to the call.</param>
    /// <param name="options">What to say: <see cref="LoggingOptions.Server"/> unless given.</param>
    public static Middleware Logging(ILogger log, LoggingOptions? options = null)
    {
        var calls = new CallLog(log, options ?? LoggingOptions.Server);
        return next => request => calls.IsOn ? new LoggedEff(next, request, calls) : next(request);
    }
}
