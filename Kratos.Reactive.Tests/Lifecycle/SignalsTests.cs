using System.Runtime.InteropServices;

namespace Kratos.Reactive.Tests;

public sealed partial class SignalsTests
{
    [Fact]
    public async Task A_signal_is_an_element_and_does_not_end_the_process()
    {
        var first = Signals.Of(PosixSignal.SIGCONT).Take(2).ToList().FirstEff().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Kill(Environment.ProcessId, Sigcont));
        var second = Signals.Of(PosixSignal.SIGCONT).FirstEff().RunAsync(TestContext.Current.CancellationToken);
        while (!second.IsCompleted)
        {
            Assert.Equal(0, Kill(Environment.ProcessId, Sigcont));
            await Task.Yield();
        }

        Assert.All((await first).Value, signal => Assert.Equal(PosixSignal.SIGCONT, signal));
        Assert.Equal(PosixSignal.SIGCONT, (await second).Value);
    }

    const int Sigcont = 18;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
