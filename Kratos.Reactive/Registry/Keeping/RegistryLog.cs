using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What a registry logs of itself.</summary>
static partial class RegistryLog
{
    internal static void Changed(ILogger log, Registration now)
    {
        if (now.State == RegistrationState.Lost) Lost(log, now.Instance, now.Why);
        else if (now.Why is { } why) Failed(log, now.State, now.Instance, why);
        else Stands(log, now.State, now.Instance);
    }

    [LoggerMessage(60, LogLevel.Information, "{State}: {Instance}")]
    static partial void Stands(ILogger log, RegistrationState state, ServiceInstance instance);

    [LoggerMessage(61, LogLevel.Warning, "{State}: {Instance}: {Why}")]
    static partial void Failed(ILogger log, RegistrationState state, ServiceInstance instance, Error why);

    [LoggerMessage(62, LogLevel.Warning, "Lost: {Instance}, which is registered again as soon as that is possible: {Why}")]
    static partial void Lost(ILogger log, ServiceInstance instance, Error? why);

    [LoggerMessage(63, LogLevel.Warning, "the watch of {Service} is interrupted, and tried again; its last list stands: {Why}")]
    internal static partial void WatchInterrupted(ILogger log, string service, Error why);

    [LoggerMessage(64, LogLevel.Information, "the watch of {Service} goes on")]
    internal static partial void WatchGoesOn(ILogger log, string service);

    [LoggerMessage(65, LogLevel.Warning, "the store has lost instances of {Service}: those that are not back yet are kept in the list until {Until:O}")]
    internal static partial void SomeMissing(ILogger log, string service, DateTimeOffset until);

    [LoggerMessage(66, LogLevel.Warning, "what is at {Key} is left out: {Why}")]
    internal static partial void Unreadable(ILogger log, string key, Error why);
}
