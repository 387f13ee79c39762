namespace Kratos.Reactive;

/// <summary>What a handler answers.</summary>
/// <param name="Message">The message; <c>Unit</c> when there is none.</param>
public sealed record Reply(object Message)
{
    /// <summary>A reply without a message.</summary>
    public static Reply Empty { get; } = new(Unit.Default);

    /// <summary>Header fields for the caller, in place of any of the same name that the <see cref="Call"/> has.</summary>
    public Headers Headers { get; init; } = Headers.Empty;

    /// <summary>Fields that follow the message. A caller that cannot be sent any (HTTP/1.0, and <c>HEAD</c>) gets none.</summary>
    public Headers Trailers { get; init; } = Headers.Empty;
}
