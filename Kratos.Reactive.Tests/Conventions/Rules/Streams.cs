using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>The members of Rx, and what goes with them, that this library does without; each loses time, an error or a value.</summary>
static class Streams
{
    static readonly string[] Clocked = ["Timestamp", "TimeInterval", "Interval", "Timer"];

    /// <summary>Why not, or null.</summary>
    internal static string? Wrong(Use use) => use.Called is not { DeclaringType: { } type } called ? null : type.FullName switch
    {
        "System.Reactive.Linq.Observable" when IsTimed(called) => "waits on the real clock: give it the scheduler",
        "System.Reactive.Linq.Observable" when called.Name is "Start" or "ToAsync" && Lacks<IScheduler>(called) => "runs on the thread pool: give it the scheduler",
        "System.Reactive.Linq.Observable" when called.Name == "ToObservable" && called.GetParameters() is [var only] && only.ParameterType.Name == "IEnumerable`1" => "goes through the current thread's clock: give it the scheduler",
        "System.Reactive.Linq.Observable" when called.Name == "RefCount" && called.GetParameters().Any(one => one.Name == "minObservers") => "counts wrong before System.Reactive 6.0.2",
        "System.Reactive.Linq.Observable" when called.Name == "RefCount" && After(use, "Replay") => "replays a stale value, and an old error for ever",
        "System.ObservableExtensions" when called.Name == "Subscribe" && IsDeaf(called) && !After(use, "Materialize") => "an error ends the process: say what to do with it",
        "System.Reactive.Disposables.CompositeDisposable" when called.IsConstructor => "stops at the first exception: not for teardown",
        "System.Threading.Channels.Channel" when called.Name == "CreateUnbounded" => "has no bound",
        _ => null,
    };

    /// <summary>Methods that are <c>async void</c>: whoever calls one can neither wait for it nor hear its failure.</summary>
    internal static IEnumerable<MethodInfo> AsyncVoid(IEnumerable<Type> types) =>
        types.SelectMany(type => type.GetMethods(Code.All)).Where(method => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), false));

    static bool IsTimed(MethodBase called) => Lacks<IScheduler>(called)
        && (Clocked.Contains(called.Name) || called.GetParameters().Any(one => Spans(one.ParameterType)));

    static bool Spans(Type type) => type == typeof(TimeSpan) || type == typeof(DateTimeOffset) || (type.Name.StartsWith("Func`", StringComparison.Ordinal) && Spans(type.GetGenericArguments()[^1]));

    static bool Lacks<T>(MethodBase called) => called.GetParameters().All(one => one.ParameterType != typeof(T));

    static bool IsDeaf(MethodBase called) => called.GetParameters().All(one => one.Name != "onError" && one.ParameterType.Name != "IObserver`1");

    static bool After(Use use, string name) =>
        Il.Members(use.In).TakeWhile(one => one.Offset < use.Offset).Any(one => one.Member.DeclaringType == typeof(Observable) && one.Member.Name == name);
}
