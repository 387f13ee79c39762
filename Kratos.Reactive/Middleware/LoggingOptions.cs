using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What <c>Logging</c> says of a call, and how loud.</summary>
public sealed record LoggingOptions
{
    /// <summary>As a server's middleware: the transport is the one of the call that is answered.</summary>
    public static LoggingOptions Server { get; } = new();

    /// <summary>As a client's middleware.</summary>
    public static LoggingOptions Client { get; } = new() { Side = CallSide.Client };

    /// <summary>Which end of the call it is around: the server's unless set.</summary>
    public CallSide Side { get; init; }

    /// <summary>The transport's name, as <c>Component</c>; unless set, on a server that of the call, else <c>none</c>.</summary>
    public string Component { get; init; } = "";

    /// <summary>The level of a call that ends well: Information unless set.</summary>
    public LogLevel Succeeded { get; init; } = LogLevel.Information;

    /// <summary>The level of a failure; <see cref="LevelOf"/> unless set.</summary>
    public Func<Error, LogLevel> Failed { get; init; } = LevelOf;

    /// <summary>When the message of the request is shown, as JSON, or as it says itself (<see cref="IRedacted"/>): never unless set.</summary>
    public LogMessages Messages { get; init; } = LogMessages.Never;

    /// <summary>The names of the request's header fields that are shown: none unless set. Case does not count.</summary>
    public IReadOnlyList<string> Headers { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    /// <summary>Words that mark a secret: a field of a message at any depth, or a header field, whose name contains one is shown as <c>***</c>. Case, <c>-</c> and <c>_</c> do not count.</summary>
    /// <remarks>Unless set: password, passwd, passphrase, secret, token, authorization, cookie, credential, apikey, privatekey.</remarks>
    public IReadOnlyList<string> Secrets { get; init => field = ValueList.From(value); } =
        ValueList.Of("password", "passwd", "passphrase", "secret", "token", "authorization", "cookie", "credential", "apikey", "privatekey");

    /// <summary>The longest text of each kind (message, error, one header field, operation) in characters, before control characters are written out: 1,024 unless set, at least 16. What is cut is said.</summary>
    public int MaxText { get; init => field = Math.Max(16, value); } = 1024;

    /// <summary>Information when the caller left (499), Warning for the caller's other faults (400 to 498), Error for all else.</summary>
    public static LogLevel LevelOf(Error error) => error.Code switch
    {
        499 => LogLevel.Information,
        >= 400 and < 499 => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
