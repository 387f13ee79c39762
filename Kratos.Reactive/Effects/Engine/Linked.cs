namespace Kratos.Reactive;

/// <summary>A source that fires when one of two tokens does. Unlike the framework's, its disposal never waits for a callback that runs on another thread:
/// a run that has ended must not hang on somebody's slow callback.</summary>
sealed class Linked : CancellationTokenSource
{
    readonly Env env;
    CancellationTokenRegistration first;
    CancellationTokenRegistration second;

    internal Linked(Env env, CancellationToken one, CancellationToken other)
    {
        (this.env, Fires) = (env, Token);
        first = one.UnsafeRegister(Told, this);
        second = other.UnsafeRegister(Told, this);
    }

    /// <summary>The token, which may be asked for after the end, too.</summary>
    internal CancellationToken Fires { get; }

    static readonly Action<object?> Told = static self =>
    {
        var linked = (Linked)self!;
        linked.Tell(linked.env);
    };

    protected override void Dispose(bool disposing)
    {
        first.Unregister();
        second.Unregister();
        base.Dispose(disposing);
    }
}
