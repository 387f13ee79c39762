using System.Threading.Channels;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Each method misuses a stream in one way. None is ever run.</summary>
static class PlantedStreams
{
    static readonly TimeSpan Span = TimeSpan.Zero;

    internal static IObservable<long> Timer() => Observable.Timer(Span);
    internal static IObservable<long> Interval() => Observable.Interval(Span);
    internal static IObservable<int> Throttle(IObservable<int> source) => source.Throttle(Span);
    internal static IObservable<int> Sample(IObservable<int> source) => source.Sample(Span);
    internal static IObservable<int> Delay(IObservable<int> source) => source.Delay(Span);
    internal static IObservable<int> DelayUntil(IObservable<int> source, DateTimeOffset then) => source.Delay(then);
    internal static IObservable<int> Timeout(IObservable<int> source) => source.Timeout(Span);
    internal static IObservable<IList<int>> Buffer(IObservable<int> source) => source.Buffer(Span, 2);
    internal static IObservable<IObservable<int>> Window(IObservable<int> source) => source.Window(Span);
    internal static IObservable<int> Take(IObservable<int> source) => source.Take(Span);
    internal static IObservable<int> Generate() => Observable.Generate(0, _ => true, i => i, i => i, _ => Span);
    internal static object Timestamp(IObservable<int> source) => source.Timestamp();
    internal static IObservable<int> Start() => Observable.Start(() => 1);
    internal static IObservable<int> Listed(IEnumerable<int> list) => list.ToObservable();
    internal static IObservable<int> Counted(IObservable<int> source) => source.Publish().RefCount(2);
    internal static IObservable<int> Replayed(IObservable<int> source) => source.Replay(1).RefCount();
    internal static IDisposable Deaf(IObservable<int> source) => source.Subscribe(_ => { });
    internal static IDisposable DeafToTheEnd(IObservable<int> source) => source.Subscribe(_ => { }, () => { });
    internal static IDisposable Composite() => new CompositeDisposable();
    internal static object Unbounded() => Channel.CreateUnbounded<int>();
}

/// <summary>Two methods that nobody can wait for.</summary>
static class PlantedAsyncVoid
{
    internal static async void Plain() => await Task.CompletedTask;
    internal static IDisposable InALambda(IObservable<int> source) => source.Subscribe(async _ => await Task.CompletedTask, _ => { });
}
