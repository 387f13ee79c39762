using System.Reactive.Subjects;
using Kratos.Reactive.Postgres;

namespace Kratos.Reactive.Tests;

/// <summary>As much of PostgreSQL as a watch asks, in virtual time. It notes when it is looked at.</summary>
sealed class PostgresDouble(VirtualTime time) : IPostgresStore
{
    readonly Dictionary<string, (ServiceInstance Instance, DateTimeOffset Expires)> rows = [];
    Subject<string> news = new();

    internal Error? Failing { get; set; }

    internal Guid Store { get; set; } = Guid.Empty;

    internal List<double> Looks { get; } = [];

    internal void Write(string id, double seconds) => rows[id] = (new(id, "shop", "v1"), time.Env.Time.GetUtcNow() + TimeSpan.FromSeconds(seconds));

    internal void Wipe()
    {
        rows.Clear();
        Store = Guid.NewGuid();
    }

    internal void Remove(string id) => rows.Remove(id);

    internal void Tell(string service) => news.OnNext(service);

    /// <summary>The connection that listens is lost.</summary>
    internal void Deafen()
    {
        var lost = news;
        news = new();
        lost.OnError(new ErrorException(Error.Unavailable("POSTGRES_UNREACHABLE", "gone")));
    }

    public Eff<PostgresLook> Look(string service) => liftEff(env =>
    {
        Looks.Add(time.Elapsed.TotalSeconds);
        if (Failing is { } failing) return failing;
        var now = env.Time.GetUtcNow();
        var alive = rows.Values.Where(row => row.Expires > now).ToList();
        return Fin<PostgresLook>.Succ(new(
            Store,
            new([.. alive.Select(static row => row.Instance)], [.. rows.Values.Except(alive).Select(static row => row.Instance)]),
            alive.Count == 0 ? null : alive.Min(static row => row.Expires) - now));
    });

    public Eff<Unit> Listen(Action<string> told) => unitEff.Bind(_ => news.StartWith("").Do(told).EndEff());

    public Eff<TimeSpan> Take(ServiceInstance instance, long lease) => throw new InvalidOperationException("nobody registers here");

    public Eff<TimeSpan> Keep(ServiceInstance instance, long lease) => throw new InvalidOperationException("nobody registers here");

    public Eff<TimeSpan> Restore(ServiceInstance instance, long lease) => throw new InvalidOperationException("nobody registers here");

    public Eff<Unit> Release(ServiceInstance instance, long lease) => throw new InvalidOperationException("nobody registers here");

}
