using System.Reactive.Linq;
using System.Reactive.Subjects;
using Kratos.Reactive;

namespace Bench;

/// <summary>A client of ours.</summary>
sealed class OurClient(MeasuredService service, Env env) : IMeasured
{
    public async Task<long> Say(Ask ask, Func<bool> over)
    {
        for (var many = 1L; ; many++)
        {
            (await service.Say(ask).RunAsync(env)).ThrowIfFail();
            if (over()) return many;
        }
    }

    public async Task<long> Count(Ask ask, Func<bool> over)
    {
        var many = 0L;
        while (!over()) await service.Count(ask, env).TakeWhile(_ => !over()).ForEachAsync(_ => many++);
        return many;
    }

    public async Task<long> Talk(Ask ask, Func<bool> over)
    {
        var many = 0L;
        using var asks = new ReplaySubject<Ask>(1);
        asks.OnNext(ask);
        await service.Talk(asks, env).ForEachAsync(_ =>
        {
            many++;
            if (over()) asks.OnCompleted();
            else asks.OnNext(ask);
        });
        return many;
    }
}
