namespace Kratos.Reactive;

/// <summary>The calls of a client of a fleet: each goes to the node that is picked for it, and to another one where the first surely never saw it, or where the call is to be tried again.</summary>
sealed class FleetCalls(FleetPlan plan, FleetNodes nodes, CancellationToken closed)
{
    // Of those that cannot be reached. What they tell, later calls know.
    internal const int MostNodes = 10;

    internal Client ToClient() => new(Call, (opening, messages, env) => Observable.Create<object>(observer => new FleetStream(this, opening, messages, observer, env).Begin())) { State = nodes.State };

    /// <summary>Where the next try goes.</summary>
    /// <param name="request">What is called.</param>
    /// <param name="before">The tries so far.</param>
    /// <param name="env">The caller's.</param>
    internal ValueTask<Fin<FleetTurn>> Next(Request request, FleetTries before, Env env)
    {
        var turn = nodes.Pick(request, before.Tried);
        if (turn.IsFail) return Wait(request, before, env);
        if (before.MayGoTo(turn.Succeeded)) return new(turn);
        turn.Succeeded.Drop();
        return Wait(request, before, env);
    }

    Eff<Reply> Call(Request request) => new ValueTaskEff<Reply>(env => Unary(request, env));

    async ValueTask<Fin<Reply>> Unary(Request given, Env env)
    {
        var tries = new FleetTries(env);
        var request = given with { Attempts = tries.Attempts };
        while (true)
        {
            var next = await Next(request, tries, env).ConfigureAwait(false);
            var end = next.IsSucc ? await Try(next.Succeeded, request, tries, env).ConfigureAwait(false) : next.Failed;
            if (next.IsSucc && tries.IsFollowed(next.Succeeded, end)) continue;
            tries.Over();
            return end;
        }
    }

    static async ValueTask<Fin<Reply>> Try(FleetTurn turn, Request request, FleetTries tries, Env env)
    {
        tries.Attempts.Begin();
        var client = await turn.Client().ConfigureAwait(false);
        var end = client.IsSucc ? await client.Succeeded.Call(request).RunAsync(env).ConfigureAwait(false) : client.Failed;
        turn.Told(end, env);
        turn.Over();
        return end;
    }

    // There is none, or only one that cannot be reached.
    async ValueTask<Fin<FleetTurn>> Wait(Request request, FleetTries before, Env env)
    {
        var terms = plan.Terms(env);
        var waits = terms.WhenDown == WhenDown.Wait || plan.Options.WhenDown == WhenDown.Wait;
        using var time = new CallTime(env, before.Attempts.Left(terms.Timeout), closed);
        while (true)
        {
            Error? failure = null;
            var (change, pending) = (nodes.Changed, nodes.IsPending);        // before it is looked, so that nothing is missed
            var turn = nodes.Pick(request, before.Tried);
            if (turn.IsFail) failure = turn.Failed;
            else if (before.MayGoTo(turn.Succeeded)) return turn;
            else turn.Succeeded.Drop();
            if (!waits && !(failure is not null && pending)) return before.Last ?? failure!;
            if (time.Why is { } why) return why;
            await Change(change, failure is null ? nodes.Rest : Timeout.InfiniteTimeSpan, time.Token).ConfigureAwait(false);
            before.Waited();
        }
    }

    // Whoever waits looks for himself what it was that ended it.
    async ValueTask Change(Task change, TimeSpan atMost, CancellationToken token) =>
        await change.WaitAsync(atMost, plan.Env.Time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
