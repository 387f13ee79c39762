namespace Kratos.Reactive;

/// <summary>How one try of a call ended.</summary>
/// <param name="End">The reply, or the failure.</param>
/// <param name="Unsent">There was no connection, or the server did not take it: it surely never saw it.</param>
/// <param name="RetryAfter">How long from now the server wants to be left alone, if it says so.</param>
readonly record struct HttpTry(Fin<Reply> End, bool Unsent = false, TimeSpan? RetryAfter = null)
{
    /// <summary>The failure, as the caller is told it.</summary>
    internal Error Failure => Unsent ? End.Failed with { IsUnsent = true } : End.Failed;
}
