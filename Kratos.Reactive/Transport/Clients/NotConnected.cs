namespace Kratos.Reactive;

/// <summary>There is no connection, so whatever was to be sent surely was not.</summary>
sealed class NotConnected(Error error) : IOException(error.Message, error.Cause)
{
    internal Error Error { get; } = error;

    /// <summary>The one behind an exception, if there is one.</summary>
    internal static NotConnected? Find(Exception? exception)
    {
        while (exception is not null and not NotConnected) exception = exception.InnerException;
        return (NotConnected?)exception;
    }
}
