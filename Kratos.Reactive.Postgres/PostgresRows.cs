using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Postgres;

/// <summary>The rows of one service, as they are read.</summary>
sealed class PostgresRows(string service, ILogger log)
{
    readonly List<ServiceInstance> alive = [], stale = [];
    TimeSpan? next;

    internal Guid Store { get; set; }

    internal void Add(string id, string instance, TimeSpan left)
    {
        var read = ServiceInstance.Parse(instance).Bind(one => one.Name == service && one.Id == id
            ? Fin<ServiceInstance>.Succ(one)
            : Error.BadRequest("INSTANCE_INVALID", $"it says that it is '{one}'"));
        if (read.IsFail) RegistryLog.Unreadable(log, $"{service}/{id}", read.Error);
        else (left > TimeSpan.Zero ? alive : stale).Add(read.Value);
        if (left > TimeSpan.Zero && !(next < left)) next = left;
    }

    internal PostgresLook ToLook() => new(Store, new(alive, stale), next);
}
