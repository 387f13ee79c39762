namespace Kratos.Reactive;

static class Telling
{
    /// <summary>Tells somebody who has no say in what goes on: a log, a meter. What they throw goes to the unhandled sink, never into the run.</summary>
    internal static void Safely(this Env env, Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            env.Unhandled(Error.From(e));
        }
    }
}
