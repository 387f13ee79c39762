using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Logs every call when it ends: transport, operation, code, reason and latency; never a message or a header. Good ends at the level Information, the caller's faults at Warning, ours (500 and above) at Error with their cause.</summary>
    public static Middleware Logging(ILogger log) => next => request => envEff.Bind(env =>
    {
        var start = env.Time.GetTimestamp();
        return new EndEff<Reply>(next(request), (at, end) => CallLog.Ended(log, at, request.Operation, at.Time.GetElapsedTime(start), end));
    });
}
