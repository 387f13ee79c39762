namespace Kratos.Reactive;

/// <summary>The moment when an app stops going up and begins to go down. It comes once, for the first reason that came.</summary>
sealed class Turn(Action<Error?> turning)
{
    readonly CancellationTokenSource start = new();
    readonly Signal<Unit> reached = new();
    readonly Lock gate = new();
    bool starting = true;
    bool turned;

    /// <summary>Fires when the turn comes during the start. Once the app runs it never fires: what a server started with it is stopped by its release.</summary>
    internal CancellationToken Starting => start.Token;

    internal Error? Why { get; private set; }

    internal bool IsReached { get { lock (gate) return turned; } }

    /// <summary>Waits for the turn. To be awaited once.</summary>
    internal Eff<Unit> Reached => new TurnEff(reached);

    /// <summary>False when it had come before.</summary>
    internal bool At(Error? why, Env env)
    {
        bool cut;
        lock (gate)
        {
            if (turned) return false;
            (turned, Why, cut) = (true, why, starting);
        }

        turning(why);
        if (cut) Cut(env);
        reached.TrySet(Unit.Default);
        return true;
    }

    internal void Started()
    {
        lock (gate) starting = false;
    }

    void Cut(Env env)
    {
        try
        {
            start.Cancel();
        }
        catch (AggregateException e)
        {
            env.Unhandled(Error.From(e));
        }
    }

    sealed class TurnEff(Signal<Unit> reached) : Eff<Unit>
    {
        internal override Eff? Step(Machine machine) => machine.Suspend(reached);
    }
}
