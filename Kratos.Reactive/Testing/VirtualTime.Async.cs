namespace Kratos.Reactive.Testing;

public sealed partial class VirtualTime
{
    /// <summary>How long, on the real clock, an action waits for a thread pool that is not seen idle (tests that run beside this one keep it busy): 20 ms unless set.</summary>
    /// <remarks>An idle pool is seen at once, so this is no pace. It bounds <see cref="AdvanceByAsync"/>, <see cref="AdvanceToAsync"/> and <see cref="RunAsync"/>, for each action they run.</remarks>
    public TimeSpan DrainLimit { get => steps.DrainLimit; set => steps.DrainLimit = value; }

    /// <summary>How long, on the real clock, <see cref="RunAsync"/> waits for an effect when nothing is scheduled on this clock: 10 s unless set.</summary>
    public TimeSpan Patience { get => steps.Patience; set => steps.Patience = value; }

    /// <summary><see cref="AdvanceToAsync"/>, by a span from now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    /// <exception cref="InvalidOperationException">The clock moves already.</exception>
    public Task AdvanceByAsync(TimeSpan span) => AdvanceToAsync(Add(Clock, span));

    /// <summary>Moves the clock as <c>AdvanceTo</c> does, and before each action lets the work that went to the thread pool come to rest: for code with <c>Task.Run</c> or <c>Task.Yield</c> in it.</summary>
    /// <remarks>What takes real time (a socket, a real timer) is not waited for. Unlike <c>AdvanceTo</c> it runs what is due now when it is told to stay where it is.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant is past.</exception>
    /// <exception cref="InvalidOperationException">The clock moves already.</exception>
    public Task AdvanceToAsync(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, Clock);
        return steps.Until(() => GetNext()?.DueTime <= instant, () =>
        {
            if (instant > Clock) AdvanceTo(instant);
        });
    }

    /// <summary>As <see cref="Run{A}(Eff{A}, Env)"/>, for an effect whose work goes to other threads: the thread pool comes to rest before each action, and work that is on no clock at all is waited for.</summary>
    /// <remarks>What takes real time is waited for only while nothing is scheduled here: a timeout around a real socket comes at once.</remarks>
    /// <exception cref="InvalidOperationException">Nothing is scheduled, and the effect did not end within <see cref="Patience"/>; or the clock moves already.</exception>
    public async Task<Ended<A>> RunAsync<A>(Eff<A> effect, Env? env = null)
    {
        var start = Elapsed;
        var ended = await steps.Until(Begun, () => GetNext() is not null).ConfigureAwait(false);
        return ended ?? throw new InvalidOperationException(
            $"the effect still waits: nothing is scheduled on this clock any more (it moved from {start} to {Elapsed}), and {Patience} of real time brought no end");

        Func<Ended<A>?> Begun()
        {
            var run = Begin(effect, env);
            return () => run.Result;
        }
    }
}
