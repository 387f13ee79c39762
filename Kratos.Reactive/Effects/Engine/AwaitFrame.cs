namespace Kratos.Reactive;

/// <summary>On the stack while an <c>async Eff</c> method waits for another effect.</summary>
abstract class AwaitFrame : Eff
{
    internal EffRun Run { get; set; } = null!;

    internal abstract Eff Effect { get; }

    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");
}

sealed class AwaitFrame<X>(Eff<X> effect) : AwaitFrame, IFrame<X>
{
    internal Fin<X> Result { get; set; }

    internal override Eff Effect => effect;

    public Eff? Resume(X value, Machine machine)
    {
        Result = Fin<X>.Succ(value);
        return Run.Go(machine);
    }

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        Result = Fin<X>.Fail(error);
        return Run.Go(machine, ref error);
    }
}
