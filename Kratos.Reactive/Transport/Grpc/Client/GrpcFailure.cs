namespace Kratos.Reactive;

/// <summary>How a try of a call ended.</summary>
/// <param name="Error">The failure; null when the status was OK.</param>
/// <param name="Committed">Something came back before, so that another try is ruled out.</param>
/// <param name="Pushback">What the server says about another try: so long from now, or (infinite) none.</param>
/// <param name="Trailers">The fields that came with the end; null when it is of this side.</param>
/// <param name="Unsent">There was no connection.</param>
/// <param name="Refused">The server did not take it.</param>
sealed record GrpcFailure(Error? Error, bool Committed, TimeSpan? Pushback, Headers? Trailers, bool Unsent = false, bool Refused = false)
{
    /// <summary>It ended on this side, or by an exception.</summary>
    internal static GrpcFailure Of(Exception e, bool committed) => new(GrpcFaults.Of(e), committed, null, null, !committed && GrpcFaults.IsUnsent(e), !committed && GrpcFaults.IsRefused(e));

    internal static GrpcFailure Of(Error error) => new(error, Committed: true, null, null);
}
