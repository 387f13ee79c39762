using System.Runtime.InteropServices;

namespace Bench;

/// <summary>Time that a processor really spent, in nanoseconds: other processes do not count.</summary>
static partial class CpuClock
{
    const int WholeProcess = 2, OneThread = 3;      // clock_gettime(2), Linux

    /// <summary>Of all threads of this process, those of the runtime too: the garbage collector, the thread pool.</summary>
    internal static double Process => OperatingSystem.IsLinux() ? Read(WholeProcess) : Environment.CpuUsage.TotalTime.TotalNanoseconds;

    /// <summary>Of the calling thread; 0 where the system does not say.</summary>
    internal static double Thread => OperatingSystem.IsLinux() ? Read(OneThread) : 0;

    static double Read(int clock) => GetTime(clock, out var time) == 0 ? (time.Seconds * 1e9) + time.Nanoseconds : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    readonly struct Time
    {
        internal readonly nint Seconds;
        internal readonly nint Nanoseconds;
    }
}
