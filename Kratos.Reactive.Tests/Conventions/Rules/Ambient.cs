using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>What reads a clock or chance that no test can move, or leaves for a thread that no test can wait for.</summary>
static class Ambient
{
    internal static bool Is(Use use) => ReadsTime(use.Target) || Waits(use.Called) || Guesses(use.Owner, use.Target) || Leaves(use.Target);

    static bool ReadsTime(MemberInfo target) => (target.DeclaringType?.FullName, target.Name) switch
    {
        ("System.DateTime" or "System.DateTimeOffset", "get_Now" or "get_UtcNow" or "get_Today") => true,
        ("System.Diagnostics.Stopwatch", _) => true,
        ("System.Environment", "get_TickCount" or "get_TickCount64") => true,
        ("System.TimeProvider", "get_System") => true,
        _ => false,
    };

    // Whatever waits for a span and does not take the clock to wait on. (A timer that a TimeProvider made waits on its clock.)
    static bool Waits(MethodBase? called) => called switch
    {
        { DeclaringType.FullName: "System.Threading.Timer" or "System.Timers.Timer", IsConstructor: true } => true,
        { DeclaringType.FullName: "System.Threading.ITimer" or "System.Threading.Interlocked" or "System.Threading.Volatile" } => false,
        { DeclaringType.Namespace: "System.Threading" or "System.Threading.Tasks" } => called.GetParameters() is var parameters
            && parameters.Any(one => one.ParameterType == typeof(TimeSpan) || (one.ParameterType == typeof(int) && IsSpan(one.Name!)))
            && parameters.All(one => one.ParameterType != typeof(TimeProvider)),
        _ => false,
    };

    static bool IsSpan(string name) =>
        name.Contains("millisecond", StringComparison.OrdinalIgnoreCase) || name.Contains("timeout", StringComparison.OrdinalIgnoreCase) || name is "dueTime" or "period";

    static bool Guesses(Type user, MemberInfo target) => (target.DeclaringType?.FullName, target.Name) switch
    {
        ("System.Random", "get_Shared") => true,
        ("System.Random", ".ctor") => ((ConstructorInfo)target).GetParameters().Length == 0 && !user.IsSubclassOf(typeof(Random)),
        ("System.Guid", "NewGuid" or "CreateVersion7") => true,
        ("System.Security.Cryptography.RandomNumberGenerator", _) => true,
        ("System.IO.Path", "GetRandomFileName" or "GetTempFileName") => true,
        _ => false,
    };

    // The schedulers of Rx that are not the one in Env, and the thread pool behind everybody's back.
    static bool Leaves(MemberInfo target) => target.DeclaringType switch
    {
        { FullName: "System.Threading.ThreadPool" or "System.Threading.Thread" } => target.Name is "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or ".ctor" or "Sleep" or "SpinWait" or "Yield",
        { FullName: "System.Threading.Tasks.Task" } => target.Name is "Run" or "Yield",
        { FullName: "System.Threading.Tasks.TaskFactory" } => target.Name == "StartNew",
        { FullName: "System.Reactive.Concurrency.Scheduler" } => target is MethodInfo { IsStatic: true, IsSpecialName: true },
        { Namespace: "System.Reactive.Concurrency" } type => typeof(IScheduler).IsAssignableFrom(type) && !type.IsInterface && !type.Name.StartsWith("VirtualTime", StringComparison.Ordinal),
        _ => false,
    };
}
