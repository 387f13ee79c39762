using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>A side effect with a value. What it throws is a failure (see <see cref="Error.From"/>).</summary>
    public static Eff<A> liftEff<A>(Func<A> f) => new LiftEff<A>(f);

    /// <summary>A side effect. What it throws is a failure.</summary>
    public static Eff<Unit> liftEff(Action f) => new ActionEff(f);

    /// <summary>A side effect that needs the environment and says how it ended.</summary>
    public static Eff<A> liftEff<A>(Func<Env, Fin<A>> f) => new LiftFinEff<A>(f);

    /// <summary>A task. It should heed the environment's token; its exception is a failure.</summary>
    public static Eff<A> liftEff<A>(Func<Env, Task<A>> f) => new TaskEff<A>(f);

    /// <summary>A task without a value. It should heed the environment's token; its exception is a failure.</summary>
    public static Eff<Unit> liftEff(Func<Env, Task> f) => new UnitTaskEff(f);

    /// <summary>A task that says how it ended.</summary>
    [OverloadResolutionPriority(-1)]
    public static Eff<A> liftEff<A>(Func<Env, ValueTask<Fin<A>>> f) => new ValueTaskEff<A>(f);

    /// <summary>A side effect with a value that needs the environment.</summary>
    [OverloadResolutionPriority(-2)]
    public static Eff<A> liftEff<A>(Func<Env, A> f) => new LiftEnvEff<A>(f);
}
