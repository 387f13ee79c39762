using System.Diagnostics;
using System.Security.Cryptography;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Each method does one thing that only Env may do. None is ever run.</summary>
static class PlantedClocks
{
    internal static DateTime Now() => DateTime.Now;
    internal static DateTime UtcNow() => DateTime.UtcNow;
    internal static DateTime Today() => DateTime.Today;
    internal static DateTimeOffset OffsetNow() => DateTimeOffset.Now;
    internal static DateTimeOffset OffsetUtcNow() => DateTimeOffset.UtcNow;
    internal static Func<DateTimeOffset> InALambda() => () => DateTimeOffset.UtcNow;
    internal static long Ticks() => Stopwatch.GetTimestamp();
    internal static Stopwatch Watch() => Stopwatch.StartNew();
    internal static long Uptime() => Environment.TickCount64;
    internal static TimeProvider Provider() => TimeProvider.System;
    internal static Task Delay() => Task.Delay(1);
    internal static Task DelaySpan(CancellationToken token) => Task.Delay(TimeSpan.Zero, token);
    internal static Task WaitFor(Task task) => task.WaitAsync(TimeSpan.Zero);
    internal static bool Wait(SemaphoreSlim gate) => gate.Wait(1);
    internal static async Task InAsync() => await Task.Delay(1);
    internal static CancellationTokenSource Source() => new(1);
    internal static CancellationTokenSource SourceSpan() => new(TimeSpan.Zero);
    internal static void CancelAfter(CancellationTokenSource source) => source.CancelAfter(1);
    internal static Timer Timed() => new(_ => { }, null, 1, 1);
    internal static PeriodicTimer Periodic() => new(TimeSpan.MaxValue);
    internal static Random Shared() => Random.Shared;
    internal static Random Unseeded() => new();
    internal static Guid Id() => Guid.NewGuid();
    internal static Guid LaterId() => Guid.CreateVersion7();
    internal static int Secret() => RandomNumberGenerator.GetInt32(2);
    internal static void Sleep() => Thread.Sleep(1);
    internal static Task Run() => Task.Run(() => { });
    internal static bool Queue() => ThreadPool.QueueUserWorkItem(_ => { });
    internal static IScheduler Default() => Scheduler.Default;
    internal static IScheduler Current() => Scheduler.CurrentThread;
    internal static IScheduler TaskPool() => TaskPoolScheduler.Default;
    internal static IScheduler EventLoop() => new EventLoopScheduler();
    internal static IScheduler NewThread() => NewThreadScheduler.Default;
}
