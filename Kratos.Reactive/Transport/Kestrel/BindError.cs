using Microsoft.AspNetCore.Connections;

namespace Kratos.Reactive;

/// <summary>Why a server could not be started, in words that name the address.</summary>
static class BindError
{
    internal static Error Of(string address, Exception exception)
    {
        var reason = exception.GetBaseException();
        return exception is AddressInUseException || exception.InnerException is AddressInUseException
            ? Error.Conflict("ADDRESS_IN_USE", $"cannot listen on {address}: the port is in use already") with { Cause = exception }
            : Error.Internal("BIND_FAILED", $"cannot listen on {address}: {reason.Message}") with { Cause = exception };
    }
}
