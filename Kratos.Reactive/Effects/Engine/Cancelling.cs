namespace Kratos.Reactive;

static class Cancelling
{
    /// <summary>Tells whoever listens to stop. What a callback on the token throws is somebody's bug: it goes to the unhandled sink, never into the run.</summary>
    internal static void Tell(this CancellationTokenSource source, Env env)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // what would have been told ended in the same instant
        }
        catch (AggregateException e)
        {
            env.Unhandled(Error.From(e));
        }
    }
}
