using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Fleet;

/// <summary>Offers so many calls a second, whatever becomes of them: who answers slowly is not asked less.</summary>
sealed class Load(Settings settings, Tally tally, Copies copies)
{
    const int AtOnce = 2000;

    static readonly TimeSpan tick = 5.Milliseconds;
    static readonly TimeSpan grace = 1.Seconds;
    static readonly TimeSpan limit = 30.Seconds;
    static readonly GrpcRetry again = new(Schedule.Recurs(10));

    // docs:begin fleet
    /// <summary>A client of one copy, which minds whom it calls: nobody who was ended a second ago.</summary>
    internal Resource<Client> At(Node node) => Client.Grpc(node.Endpoint.GetLeftPart(UriPartial.Authority)).Select(client => client.With(next => request =>
        from env in envEff
        let begun = env.Time.GetUtcNow()
        from reply in next(request).Finally(end => liftEff(() => Judge(node.Instance.Id, begun, end)))
        select reply));
    // docs:end

    /// <summary>All calls of the run.</summary>
    internal IObservable<Unit> Calls(Client client, Env env)
    {
        var work = WorkerService.Over(client.With(GrpcCall(call => settings.Retries ? call with { Retry = again } : call))).Work;
        var begin = env.Time.GetTimestamp();
        var (sent, all) = (0L, (long)settings.Rps * settings.Seconds);
        return Observable.Interval(tick, env.Scheduler)
            .Select(_ => Math.Min(all, (long)(env.Time.GetElapsedTime(begin).TotalSeconds * settings.Rps)))
            .TakeUntil(due => due == all)
            .SelectMany(due =>
            {
                var now = (int)(due - sent);
                sent = due;
                return Enumerable.Repeat(env.Time.GetTimestamp(), now);
            })
            .SelectEff(due => work(new WorkRequest()).Timeout(limit).Try().Map(end =>
            {
                tally.Ended(end, env.Time.GetElapsedTime(due));
                return Unit.Default;
            }), env, AtOnce, new Backpressure(1_000_000));
    }

    void Judge(string id, DateTimeOffset begun, Fin<Reply> end)
    {
        if (end.IsSucc || end.Error.IsUnsent) return;
        tally.LostOne();
        if (!copies.WasEnded(id)) tally.Broken($"a call to {id}, which runs, failed: {end.Error}");
        else if (settings.Kill == Kill.Sigkill && copies.DiedAt(id) is { } died && begun > died + grace) tally.Broken($"a call was sent to {id} {(begun - died).TotalSeconds:0.00} s after its death");
    }
}
