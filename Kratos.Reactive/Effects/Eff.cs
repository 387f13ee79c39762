using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>What all effects have in common: nothing that a user needs. Effects of a known result are <see cref="Eff{A}"/>.</summary>
public abstract class Eff
{
    private protected Eff() { }

    /// <summary>Runs this node; answers with the one to run next, or with null when the run is done or waits.</summary>
    internal abstract Eff? Step(Machine machine);

    /// <summary>A failure passes this node, which is a frame. Answers with the node to go on with, or with null to let it pass (changed, perhaps).</summary>
    internal virtual Eff? OnError(Machine machine, ref Error error) => null;
}

/// <summary>Described work that needs an <see cref="Env"/> and ends in an <typeparamref name="A"/> or an <see cref="Error"/>. Building one runs nothing; running it twice does it twice.</summary>
/// <remarks>
/// Compose effects with the query syntax, with the members below, with <c>&gt;&gt;</c> (then) and <c>|</c> (else), or write an <c>async Eff&lt;A&gt;</c> method and await others.
/// A cancelled run ends in <see cref="Error.Cancelled"/> after every <c>Finally</c> and release that was entered has run, in reverse order.
/// </remarks>
[AsyncMethodBuilder(typeof(EffMethodBuilder<>))]
public abstract partial class Eff<A> : Eff
{
    private protected Eff() { }

    /// <summary>Does the work. Await the answer once. A failure is a value in it; nothing is thrown.</summary>
    /// <remarks>The work starts on the caller's thread, inside this call. The caller's <see cref="ExecutionContext"/> is the same afterwards.</remarks>
    public ValueTask<Fin<A>> RunAsync(Env env) => Machine<A>.Run(this, env);

    /// <summary>The same work on the real clock, told to stop by <paramref name="token"/>.</summary>
    public ValueTask<Fin<A>> RunAsync(CancellationToken token = default) => RunAsync(Env.System.With(token));

    /// <summary>Makes <c>await</c> work inside methods that return an <c>Eff</c>. Anywhere else use <see cref="RunAsync(Env)"/>.</summary>
    public EffAwaiter<A> GetAwaiter() => new(new AwaitFrame<A>(this));

    /// <summary>A failure is an effect that fails.</summary>
    public static implicit operator Eff<A>(Error error) => new FailEff<A>(error);

    /// <summary>How something ended is an effect that ends so.</summary>
    public static implicit operator Eff<A>(Fin<A> end) => end.IsSucc ? new PureEff<A>(end.Succeeded) : new FailEff<A>(end.Failed);
}
