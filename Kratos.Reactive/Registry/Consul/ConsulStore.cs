using System.Net;

namespace Kratos.Reactive.Consul;

/// <summary>What a registry asks of Consul, in its own words. A lease is a check with a time to live, under a name of its own.</summary>
sealed class ConsulStore(ConsulApi api, ConsulOptions options) : ILeases
{
    // Registering replaces the check of whoever was there before, and begins well: there is no time at which it is not found.
    public Eff<TimeSpan> Take(ServiceInstance instance, long lease) =>
        from answer in api.Put("/v1/agent/service/register?replace-existing-checks=true", ConsulNames.Write(instance, lease, options), ConsulJson.Default.ConsulService)
        from _ in liftEff(_ => ConsulApi.Succeeded(answer))
        select options.Ttl;

    public Eff<TimeSpan> Keep(ServiceInstance instance, long lease) =>
        from answer in api.Put($"/v1/agent/check/update/{Escaped(ConsulNames.CheckId(instance, lease))}", new ConsulCheck { Status = "passing" }, ConsulJson.Default.ConsulCheck)
        from _ in IsUnknown(answer) ? Why(instance, lease) : liftEff(_ => ConsulApi.Succeeded(answer)).Map(static _ => Unit.Default)
        select options.Ttl;

    public Eff<TimeSpan> Restore(ServiceInstance instance, long lease) =>
        from there in Held(instance, lease)
        from _ in guard(there != Holder.Another, RegistryFaults.Replaced)
        from ttl in Take(instance, lease)
        select ttl;

    public Eff<Unit> Release(ServiceInstance instance, long lease) =>
        from there in Held(instance, lease)
        from _ in when(there == Holder.This, Delete(instance))
        select Unit.Default;

    Eff<Unit> Delete(ServiceInstance instance) =>
        from answer in api.Put($"/v1/agent/service/deregister/{Escaped(ConsulNames.Id(instance))}")
        from _ in IsUnknown(answer) ? unitEff : liftEff(_ => ConsulApi.Succeeded(answer)).Map(static _ => Unit.Default)
        select Unit.Default;

    /// <summary>All instances of a service, once there is something newer than <paramref name="index"/>, or after <paramref name="wait"/>; with 0 at once.</summary>
    internal Eff<ConsulLook> Look(string service, long index, TimeSpan wait)
    {
        var datacenter = options.Datacenter is { } dc ? $"&dc={Escaped(dc)}" : "";
        return
            from answer in api.Get($"/v1/health/service/{Escaped(service)}?index={index}&wait={ConsulNames.Span(wait)}{datacenter}", index == 0 ? options.TryTimeout : wait + (wait / 16) + options.TryTimeout)
            from entries in liftEff(_ => ConsulApi.Succeeded(answer).Bind(static answer => ConsulApi.Read(answer, ConsulJson.Default.IReadOnlyListConsulEntry)))
            select new ConsulLook(answer.Index, Seen(service, entries));
    }

    Sighting Seen(string service, IReadOnlyList<ConsulEntry> entries)
    {
        List<ServiceInstance> alive = [], stale = [];
        // Consul takes names that differ in their case only for one.
        foreach (var entry in entries.Where(entry => entry.Service is { Id: not null } && entry.Service.Service == service && !entry.IsInMaintenance))
        {
            var read = ConsulNames.Read(service, entry);
            if (read.IsSucc) (entry.IsCritical ? stale : alive).Add(read.Value);
            else RegistryLog.Unreadable(options.Log, entry.Service!.Id!, read.Error);
        }

        return new(alive, stale);
    }

    Eff<Unit> Why(ServiceInstance instance, long lease) => Held(instance, lease).Bind(there => FailEff<Unit>(there == Holder.Another ? RegistryFaults.Replaced : RegistryFaults.LeaseGone));

    // 200, 429 and 503 are passing, warning and critical.
    Eff<Holder> Held(ServiceInstance instance, long lease) =>
        from answer in api.Get($"/v1/agent/health/service/id/{Escaped(ConsulNames.Id(instance))}", options.TryTimeout)
        from holder in answer.Status == HttpStatusCode.NotFound ? SuccessEff(Holder.Nobody) : liftEff(_ => Said(answer).Bind(static answer => ConsulApi.Read(answer, ConsulJson.Default.ConsulEntry)).Map(entry =>
            entry.Checks?.Any(check => check.CheckId == ConsulNames.CheckId(instance, lease)) == true ? Holder.This
            : entry.IsCritical ? Holder.Nobody
            : Holder.Another))
        select holder;

    static Fin<ConsulAnswer> Said(ConsulAnswer answer) => answer.Status is HttpStatusCode.TooManyRequests || (answer.Status is HttpStatusCode.ServiceUnavailable && answer.Body is [(byte)'{', ..]) ? answer : ConsulApi.Succeeded(answer);

    // Before 1.12 Consul said 500 of what it did not know.
    static bool IsUnknown(ConsulAnswer answer) => answer.Status == HttpStatusCode.NotFound || (answer.Status == HttpStatusCode.InternalServerError && answer.Body.AsSpan().StartsWith("Unknown "u8));

    static string Escaped(string text) => Uri.EscapeDataString(text);

    enum Holder
    {
        Nobody,
        This,
        Another,
    }
}

/// <summary>One look at a service.</summary>
/// <param name="Index">How far Consul's state had come.</param>
/// <param name="Seen">Who is there.</param>
sealed record ConsulLook(long Index, Sighting Seen);
