using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests;

/// <summary>What the compiler makes of an async method in a debug build: a state machine that is a class. (These tests are built for release, where it is a struct.)</summary>
public sealed class LoweredMethodTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void A_state_machine_that_is_a_class_is_cloned_for_each_run()
    {
        var machine = new Lowered();
        machine.Builder.Start(ref machine);
        var effect = machine.Builder.Task;
        Assert.Equal((3, 3.Seconds), (time.Run(effect).Value, time.Elapsed));
        Assert.Equal((3, 6.Seconds), (time.Run(effect).Value, time.Elapsed));
        var both = (time.Begin(effect), time.Begin(effect));
        time.Start();
        Assert.Equal((3, 3, 9.Seconds), (both.Item1.Result!.Value.Value, both.Item2.Result!.Value.Value, time.Elapsed));
        Assert.Equal(0, machine.Rounds);
    }

    sealed class Lowered : IAsyncStateMachine
    {
        internal EffMethodBuilder<int> Builder = EffMethodBuilder<int>.Create();
        EffAwaiter<Unit>? awaiter;

        internal int Rounds { get; private set; }

        public void MoveNext()
        {
            awaiter?.GetResult();
            if (Rounds == 3)
            {
                Builder.SetResult(Rounds);
                return;
            }

            Rounds++;
            var (next, self) = (yieldFor(1.Seconds).GetAwaiter(), this);
            awaiter = next;
            Builder.AwaitUnsafeOnCompleted(ref next, ref self);
        }

        public void SetStateMachine(IAsyncStateMachine stateMachine) => Builder.SetStateMachine(stateMachine);
    }
}
