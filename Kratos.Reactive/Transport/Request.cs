namespace Kratos.Reactive;

/// <summary>What a handler is asked: which method, with which message.</summary>
/// <param name="Operation">The method.</param>
/// <param name="Message">The message; <c>Unit</c> when there is none, as at the opening of a stream.</param>
public sealed record Request(Operation Operation, object Message)
{
    /// <summary>The caller's header fields.</summary>
    public Headers Headers { get; init; } = Headers.Empty;
}
