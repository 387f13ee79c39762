using System.Diagnostics;

namespace Bench;

/// <summary>A load of so many connections, each with a thread of its own that waits in the kernel: cheap, the same for everybody, and none of the server's thread pool.</summary>
static class Generator
{
    internal static Load Run(Uri address, byte[] request, string answer, int connections, TimeSpan length)
    {
        var callers = Enumerable.Range(0, connections).Select(_ => new Caller(address, request, answer)).ToList();
        try
        {
            using var go = new ManualResetEventSlim();
            var threads = callers.ConvertAll(caller => new Thread(() => caller.Run(go), maxStackSize: 256 * 1024) { IsBackground = true });
            threads.ForEach(static thread => thread.Start());

            GC.Collect();
            var (bytes, cpu, start) = (GC.GetTotalAllocatedBytes(precise: true), CpuClock.Process, Stopwatch.GetTimestamp());
            go.Set();
            Thread.Sleep(length);
            callers.ForEach(static caller => caller.Stop());
            threads.ForEach(static thread => thread.Join());
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            callers.ForEach(static caller => caller.Check());
            return new Load(callers.Sum(static caller => caller.Count), took, CpuClock.Process - cpu, callers.Sum(static caller => caller.Cpu), GC.GetTotalAllocatedBytes(precise: true) - bytes);
        }
        finally
        {
            callers.ForEach(static caller => caller.Dispose());
        }
    }
}
