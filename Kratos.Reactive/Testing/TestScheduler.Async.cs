namespace Kratos.Reactive.Testing;

public sealed partial class TestScheduler
{
    /// <summary>How long, on the real clock, an action waits for a thread pool that is not seen idle (tests that run beside this one keep it busy): 20 ms unless set.</summary>
    /// <remarks>An idle pool is seen at once, so this is no pace. It bounds <see cref="AdvanceByAsync"/> and <see cref="AdvanceToAsync"/>, for each action they run.</remarks>
    public TimeSpan DrainLimit { get => steps.DrainLimit; set => steps.DrainLimit = value; }

    /// <summary><see cref="AdvanceToAsync"/>, by ticks from now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are negative.</exception>
    /// <exception cref="InvalidOperationException">The clock moves already.</exception>
    public Task AdvanceByAsync(long ticks) => AdvanceToAsync(Add(Clock, ticks));

    /// <summary>Moves the clock as <c>AdvanceTo</c> does, and before each action lets the work that went to the thread pool come to rest: for code with <c>Task.Run</c> or <c>Task.Yield</c> in it.</summary>
    /// <remarks>What takes real time (a socket, a real timer) is not waited for.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The tick is past.</exception>
    /// <exception cref="InvalidOperationException">The clock moves already.</exception>
    public Task AdvanceToAsync(long ticks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, Clock);
        return steps.Until(() => GetNext()?.DueTime <= ticks, () =>
        {
            if (ticks > Clock) AdvanceTo(ticks);
        });
    }
}
