namespace Kratos.Reactive;

/// <summary>What a handler answers.</summary>
/// <param name="Message">The message; <c>Unit</c> when there is none.</param>
public sealed partial record Reply(object Message)
{
    /// <summary>A reply without a message.</summary>
    public static Reply Empty { get; } = new(Unit.Default);

    /// <summary>Header fields for the caller, in place of any of the same name that the <see cref="Call"/> has.</summary>
    public Headers Headers { get; init; } = Headers.Empty;

    /// <summary>Fields that follow the message. A caller that cannot be sent any (HTTP/1.0, and <c>HEAD</c>) gets none.</summary>
    public Headers Trailers { get; init; } = Headers.Empty;

    /// <summary>The status over HTTP, from 200 to 399; null for that of the call (<see cref="Call.SetStatus"/>), else of the rule (<see cref="HttpRule.Status"/>). gRPC has one status for all that is good, and refuses a redirect: 501 <c>NOT_OVER_GRPC</c>.</summary>
    public int? Status { get; init; }
}
