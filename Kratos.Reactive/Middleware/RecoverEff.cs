namespace Kratos.Reactive;

/// <summary>Runs the rest of a call where the loop sees what it throws.</summary>
sealed class RecoverEff(Handler next, Request request, Func<Exception, Error>? panic) : Eff<Reply>, IFrame<Reply>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return next(request);
    }

    public Eff? Resume(Reply value, Machine machine) => machine.Return(value);

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        if (panic is not null && error is { Code: 500, Reason: "PANIC", Cause: { } cause })
        {
            var told = panic(cause);
            error = told with { Cause = told.Cause ?? cause, Trace = error.Trace, Others = error.Others };
        }

        return null;
    }
}
