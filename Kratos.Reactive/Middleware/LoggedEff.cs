namespace Kratos.Reactive;

/// <summary>Runs the rest of a call and tells the log how it ended: one node a call, and a frame that knows when the run began.</summary>
sealed class LoggedEff(Handler next, Request request, CallLog log) : Eff<Reply>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(new Frame(this, machine.Env.Time.GetTimestamp()));
        return next(request);
    }

    void Ended(Env env, long start, Error? error)
    {
        try
        {
            log.Ended(env, request, env.Time.GetElapsedTime(start), error);
        }
        catch (Exception e)
        {
            env.Unhandled(Error.From(e));
        }
    }

    sealed class Frame(LoggedEff call, long start) : Eff, IFrame<Reply>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(Reply value, Machine machine)
        {
            call.Ended(machine.Env, start, null);
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            call.Ended(machine.Env, start, error);
            return null;
        }
    }
}
