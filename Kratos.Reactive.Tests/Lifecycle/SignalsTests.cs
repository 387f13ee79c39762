using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Kratos.Reactive.Tests;

/// <summary>Sends this process the one signal that nothing else here listens to, and that is ignored by default. That SIGTERM and its like do not end a program is tested on the samples.</summary>
public sealed partial class SignalsTests : IDisposable
{
    const PosixSignal Urgent = (PosixSignal)23;

    readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));

    public void Dispose() => patience.Dispose();

    [Fact]
    public async Task Each_signal_is_an_element_for_each_subscriber_until_it_leaves()
    {
        var (early, late) = (Channel.CreateUnbounded<PosixSignal>(), Channel.CreateUnbounded<PosixSignal>());
        using (Signals.Of(Urgent).Subscribe(signal => early.Writer.TryWrite(signal)))
        {
            Send();
            Assert.Equal(Urgent, await Next(early));
            using (Signals.Of(Urgent).Subscribe(signal => late.Writer.TryWrite(signal)))
            {
                Send();
                Assert.Equal((Urgent, Urgent), (await Next(early), await Next(late)));
            }

            Send();
            Assert.Equal(Urgent, await Next(early));
            Assert.False(late.Reader.TryRead(out _));
        }
    }

    // One signal at a time: two of a kind that wait together are one to the system.
    static void Send() => Assert.Equal(0, Kill(Environment.ProcessId, (int)Urgent));

    async Task<PosixSignal> Next(Channel<PosixSignal> heard) => await heard.Reader.ReadAsync(patience.Token);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
