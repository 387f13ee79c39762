using System.Diagnostics.Metrics;

namespace Kratos.Reactive;

/// <summary>What can be counted.</summary>
static class RegistryMetrics
{
    static readonly Meter meter = new("Kratos.Reactive");
    static readonly UpDownCounter<long> registered = meter.CreateUpDownCounter<long>("kratos.registry.registered", "{instance}", "Instances of this process that are registered now.");
    static readonly Counter<long> lost = meter.CreateCounter<long>("kratos.registry.lost", "{registration}", "Registrations that were lost.");
    static readonly Counter<long> failed = meter.CreateCounter<long>("kratos.registry.failed", "{try}", "Tries to register, to keep, to take back or to watch that failed, by what was tried.");

    internal static void Changed(Registration? before, Registration now)
    {
        var service = new KeyValuePair<string, object?>("service", now.Instance.Name);
        var change = Held(now) - Held(before);
        if (change != 0) registered.Add(change, service);
        if (now.State == RegistrationState.Lost) lost.Add(1, service);
    }

    internal static void Failed(string what, string service) => failed.Add(1, new("what", what), new("service", service));

    static int Held(Registration? registration) => registration?.State == RegistrationState.Registered ? 1 : 0;
}
