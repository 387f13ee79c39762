using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>What the library must not call, read off its instructions. Each rule is shown to see what it forbids, and to leave alone what it does not.</summary>
public sealed class CodeTests
{
    static readonly Allowed[] Clocks =
    [
        new("Env", "System.TimeProvider.get_System", "Env.System is the real clock"),
        new("Env", "System.Random.get_Shared", "and real chance"),
        new("Env", "System.Reactive.Concurrency.TaskPoolScheduler.get_Default", "and the thread pool"),
        new("Machine", "System.Threading.ThreadPool.UnsafeQueueUserWorkItem", "a chain of runs that is too long for the stack goes on from a fresh one"),
        new("Machine`1", "System.Threading.ThreadPool.QueueUserWorkItem", "runs nested too deep for the stack go on from a fresh one"),
        new("Steps", "System.Threading.Tasks.TaskFactory.StartNew", "what leaves virtual time is waited for beside the pool it went to"),
        new("Steps", "System.Threading.SpinWait.SpinUntil", "with a limit on the real clock"),
        new("ThreadPoolRest", "System.Threading.SpinWait.SpinUntil", "the same"),
        new("ThreadPoolRest", "System.Threading.Tasks.TaskFactory.StartNew", "the same"),
        new("ThreadPoolRest", "System.Threading.Tasks.Task.Wait", "the same"),
    ];

    static readonly Allowed[] Flows =
    [
        new("ColdObservable`1", "System.Reactive.Disposables.CompositeDisposable..ctor", "takes work off the virtual scheduler, which does not throw"),
    ];

    [Fact]
    public void Only_Env_knows_the_clock_and_chance() => Assert.Equal([], Allowed.Broken([.. Code.Library.Where(Ambient.Is)], Clocks));

    [Fact]
    public void Every_way_to_the_clock_and_to_chance_is_seen() => Assert.Equal(Written(typeof(PlantedClocks)), Found(typeof(PlantedClocks), Ambient.Is));

    [Fact]
    public void Streams_wait_on_the_clock_of_their_scheduler_and_lose_no_error() =>
        Assert.Equal([], Allowed.Broken([.. Code.Library.Where(use => Streams.Wrong(use) is not null)], Flows, Streams.Wrong));

    [Fact]
    public void Every_misuse_of_a_stream_is_seen() => Assert.Equal(Written(typeof(PlantedStreams)), Found(typeof(PlantedStreams), use => Streams.Wrong(use) is not null));

    [Fact]
    public void Nothing_is_async_void()
    {
        Assert.Equal([], Streams.AsyncVoid(typeof(Env).Assembly.GetTypes()));
        Assert.Equal(2, Streams.AsyncVoid(Code.Nested(typeof(PlantedAsyncVoid))).Count());
    }

    [Fact]
    public void LanguageExt_is_used_in_the_narrow_way()
    {
        Assert.Equal([], Code.Library.Where(Foreign.IsUnwelcome).Select(use => use.ToString()));
        Assert.Equal([], from type in typeof(Env).Assembly.GetTypes()
                         from field in type.GetFields(Code.All)
                         where Foreign.IsUnwelcome(field.FieldType)
                         select $"{type.Name}.{field.Name}");
    }

    [Fact]
    public void Every_wide_use_of_LanguageExt_is_seen() => Assert.Equal(Written(typeof(PlantedForeign)), Found(typeof(PlantedForeign), Foreign.IsUnwelcome));

    [Fact]
    public void What_is_given_its_clock_is_left_alone() =>
        Assert.Equal([], Code.Of(typeof(Innocent)).Where(use => Ambient.Is(use) || Streams.Wrong(use) is not null || Foreign.IsUnwelcome(use)).Select(use => use.ToString()));

    [Fact]
    public void A_use_that_nobody_allowed_and_a_permission_that_nobody_uses_are_both_seen() => Assert.Equal(
        ["PlantedAllowed: System.Guid.NewGuid()", "Nobody is allowed System.Guid.NewGuid and does not use it"],
        Allowed.Broken([.. Code.Of(typeof(PlantedAllowed)).Where(Ambient.Is)], [new("Nobody", "System.Guid.NewGuid", "")]));

    static class PlantedAllowed
    {
        internal static Guid Chance() => Guid.NewGuid();
    }

    static IEnumerable<string> Written(Type planted) => planted.GetMethods(Code.All).Where(method => !method.Name.StartsWith('<')).Select(method => method.Name).Order();

    // The methods with something that the rule forbids; a lambda or a state machine counts for the method it was written in.
    static IEnumerable<string> Found(Type planted, Func<Use, bool> forbidden) => Code.Of(planted).Where(forbidden).Select(use => Name(use.In)).Distinct().Order();

    static string Name(MethodBase method) => method.Name.StartsWith('<') ? method.Name[1..method.Name.IndexOf('>', StringComparison.Ordinal)]
        : method.DeclaringType!.Name.StartsWith('<') ? method.DeclaringType.Name[1..method.DeclaringType.Name.IndexOf('>', StringComparison.Ordinal)] : method.Name;
}
