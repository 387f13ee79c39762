namespace Kratos.Reactive;

/// <summary>When a log shows the message of a request.</summary>
public enum LogMessages
{
    /// <summary>Not at all.</summary>
    Never,

    /// <summary>When the call failed.</summary>
    OnFailure,

    /// <summary>Whenever there is one: a message that nobody has read is not read for the log, and a stream has none.</summary>
    Always,
}
