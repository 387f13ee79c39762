using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What the options of all registries have in common.</summary>
sealed record RegistrySettings(TimeSpan CallTimeout, Schedule Backoff, ILogger Log)
{
    /// <summary>The waits between tries, for ever.</summary>
    internal Schedule Backoff { get; } = Backoff.Lasting();

    /// <summary>Tries what may heal again, for as long as a call may take; then the last failure.</summary>
    internal Eff<A> Patiently<A>(string what, string service, Eff<A> effect) => unitEff.Bind(_ =>
    {
        Error? failed = null;
        return effect
            .MapFail(error =>
            {
                RegistryMetrics.Failed(what, service);
                return failed = error;
            })
            .Retry(Backoff, RegistryFaults.MayHeal)
            .Timeout(CallTimeout)
            .MapFail(error => error.Is(Error.TimedOut) ? failed ?? error : error);
    });
}
