using System.Threading.Channels;
using LanguageExt;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Looks like what the rules forbid, and is allowed. None is ever run.</summary>
static class Innocent
{
    internal static Task Delay(Env env) => Task.Delay(TimeSpan.Zero, env.Time, env.Token);
    internal static Task WaitFor(Env env, Task task) => task.WaitAsync(TimeSpan.Zero, env.Time);
    internal static CancellationTokenSource Source(Env env) => new(TimeSpan.Zero, env.Time);
    internal static CancellationTokenSource Plain() => new();
    internal static PeriodicTimer Periodic(Env env) => new(TimeSpan.MaxValue, env.Time);
    internal static ITimer Timed(Env env) => env.Time.CreateTimer(_ => { }, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    internal static bool Later(ITimer timer) => timer.Change(TimeSpan.Zero, TimeSpan.Zero);
    internal static int Added(ref int count) => Interlocked.Add(ref count, 1);
    internal static Random Seeded() => new(1);
    internal static DateTimeOffset Now(Env env) => env.Time.GetUtcNow() + TimeSpan.Zero;
    internal static DateTime Epoch() => DateTime.UnixEpoch.ToUniversalTime();
    internal static IDisposable Scheduled(Env env) => env.Scheduler.Schedule(TimeSpan.Zero, () => { });
    internal static IObservable<long> Timer(Env env) => Observable.Timer(TimeSpan.Zero, env.Scheduler);
    internal static IObservable<int> Throttle(IObservable<int> source) => source.Throttle(_ => Observable.Never<int>());
    internal static IObservable<IList<int>> Buffer(IObservable<int> source) => source.Buffer(2);
    internal static IObservable<TimeSpan> Spans(IObservable<TimeSpan> source) => source.Append(TimeSpan.Zero).Take(1);
    internal static IObservable<int> Listed(Env env, IEnumerable<int> list) => list.ToObservable(env.Scheduler);
    internal static IObservable<int> Shared(IObservable<int> source) => source.Publish().RefCount();
    internal static IDisposable Heard(IObservable<int> source, Action<Exception> failed) => source.Subscribe(_ => { }, failed);
    internal static IDisposable Handed(IObservable<int> source, IObserver<int> observer) => source.Subscribe(observer);
    internal static IDisposable Materialized(IObservable<int> source) => source.Materialize().Subscribe(_ => { });
    internal static object Bounded() => Channel.CreateBounded<int>(1);
    internal static Option<int> Maybe(bool there) => there ? Option<int>.Some(1) : Option<int>.None;
    internal static Either<Error, int> Either(Error error) => LanguageExt.Prelude.Left<Error, int>(error);
    internal static List<Unit> Units() => [Unit.Default];
}
