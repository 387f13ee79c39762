namespace Kratos.Reactive;

/// <summary>What a handler is asked: which method, with which message.</summary>
/// <remarks>A transport hands a request over before it has read the message, so that middleware (who may call, how often) runs first and covers the reading too.
/// A middleware that looks at the message asks <see cref="Read"/>: <c>from message in request.Read from reply in next(request) select reply</c>.</remarks>
/// <param name="Operation">The method.</param>
/// <param name="Message">The message; <c>Unit</c> when there is none, as at the opening of a stream.</param>
public sealed record Request(Operation Operation, object Message)
{
    readonly object content = Message;

    internal Request(Operation operation, Unread message, Headers headers) : this(operation, (object)message) => Headers = headers;

    /// <summary>The message; <c>Unit</c> when there is none, as at the opening of a stream.</summary>
    /// <exception cref="ErrorException">500 <c>MESSAGE_NOT_READ</c>: nobody has asked <see cref="Read"/> yet.</exception>
    public object Message
    {
        get => Unread is { } unread ? unread.Message ?? throw new ErrorException(NotRead) : content;
        init => content = value;
    }

    /// <summary>The message, read and decoded now if it was not yet. Asking twice reads once. What cannot be read or decoded is a failure: the caller's fault, as a rule.</summary>
    public Eff<object> Read => content as Unread ?? SuccessEff(content);

    /// <summary>True when <see cref="Message"/> is there to be looked at: what a log asks.</summary>
    public bool IsRead => Unread is not { Message: null };

    /// <summary>The caller's header fields.</summary>
    public Headers Headers { get; init; } = Headers.Empty;

    /// <summary>The method as it is described, when whoever asks has a description: what a client that goes over a wire needs, to write the message and to read the reply.</summary>
    public Method? Method { get; init; }

    /// <summary>Set on a call that may go to several nodes.</summary>
    internal Attempts? Attempts { get; init; }

    internal Unread? Unread => content as Unread;

    /// <summary>The operation, the message once it is read, and the names of the header fields.</summary>
    public override string ToString() => $"Request {{ Operation = {Operation}, Message = {(IsRead ? Message : "not read")}, Headers = {Headers} }}";

    static Error NotRead { get; } = Error.Internal("MESSAGE_NOT_READ", "the message is not read yet: ask request.Read for it");
}
