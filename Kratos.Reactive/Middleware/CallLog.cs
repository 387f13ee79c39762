using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>Writes the record of a call. Nothing is made of texts unless the level is on.</summary>
sealed partial class CallLog(ILogger log, LoggingOptions options)
{
    readonly Secrets secrets = new(options.Secrets);
    readonly string kind = options.Side == CallSide.Server ? "server" : "client";

    // A logger that lets nothing through at its loudest lets nothing through.
    internal bool IsOn => log.IsEnabled(LogLevel.Critical);

    internal void Ended(Env env, Request request, TimeSpan latency, Error? error)
    {
        var level = error is null ? options.Succeeded : options.Failed(error);
        if (!log.IsEnabled(level)) return;

        var (component, operation, milliseconds) = (Component(env), Text(request.Operation.ToString()), latency.TotalMilliseconds);
        var (code, reason, told, cause) = error is null ? (200, "", "", null) : (error.Code, Text(error.Reason), Text(error.Details), level >= LogLevel.Error ? error.Cause : null);
        var (headers, args) = (Headers(request), Args(request, error));
        switch (error is null, headers.Length + args.Length == 0)
        {
            case (true, true): Succeeded(log, level, kind, component, operation, code, milliseconds); break;
            case (true, false): SucceededWith(log, level, kind, component, operation, code, milliseconds, headers, args); break;
            case (false, true): Failed(log, level, kind, component, operation, code, reason, milliseconds, told, cause); break;
            case (false, false): FailedWith(log, level, kind, component, operation, code, reason, milliseconds, told, headers, args, cause); break;
        }

        if (cause is not null && env.TryFind(Call.Key, out var call)) call.Tell(cause);
    }

    string Text(string text) => LogText.Of(text, options.MaxText);

    string Component(Env env) =>
        options.Component.Length > 0 ? options.Component
        : options.Side == CallSide.Server && env.TryFind(Call.Key, out var call) && call.Kind.Length > 0 ? call.Kind
        : "none";

    string Headers(Request request) => options.Headers.Count == 0 ? "" : string.Join(", ", options.Headers.SelectMany(name =>
        request.Headers.Values(name).Select(value => $"{name}: {(secrets.Has(name) ? Secrets.Hidden : Text(value))}")));

    string Args(Request request, Error? error) =>
        options.Messages == LogMessages.Always || (options.Messages == LogMessages.OnFailure && error is not null) ? Text(MessageText.Of(request, secrets, options.MaxText)) : "";

    [LoggerMessage(EventId = 10, EventName = "CallSucceeded", Message = "{Kind} {Component} {Operation} {Code} in {Milliseconds:0.###} ms")]
    private static partial void Succeeded(ILogger log, LogLevel level, string kind, string component, string operation, int code, double milliseconds);

    [LoggerMessage(EventId = 11, EventName = "CallFailed", Message = "{Kind} {Component} {Operation} {Code} {Reason} in {Milliseconds:0.###} ms: {Error}")]
    private static partial void Failed(ILogger log, LogLevel level, string kind, string component, string operation, int code, string reason, double milliseconds, string error, Exception? cause);

    [LoggerMessage(EventId = 12, EventName = "CallSucceededWith", Message = "{Kind} {Component} {Operation} {Code} in {Milliseconds:0.###} ms [{Headers}] {Args}")]
    private static partial void SucceededWith(ILogger log, LogLevel level, string kind, string component, string operation, int code, double milliseconds, string headers, string args);

    [LoggerMessage(EventId = 13, EventName = "CallFailedWith", Message = "{Kind} {Component} {Operation} {Code} {Reason} in {Milliseconds:0.###} ms: {Error} [{Headers}] {Args}")]
    private static partial void FailedWith(ILogger log, LogLevel level, string kind, string component, string operation, int code, string reason, double milliseconds, string error, string headers, string args, Exception? cause);
}
