using System.Reactive.Subjects;
using System.Reflection;

namespace Kratos.Reactive.Tests;

/// <summary>A token may live as long as the process: a stream that ended, or was left, must not listen to it any more.</summary>
public sealed class TokenTests
{
    const BindingFlags Inside = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    readonly VirtualTime time = new();
    readonly Subject<int> source = new();

    public static TheoryData<string, bool> Streams => new MatrixTheoryData<string, bool>(["UntilCancelled", "SelectEff", "SelectEffLatest", "ToObservable", "ToAsyncEnumerable", "OnDemand"], [true, false]);

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_listens_to_its_token_until_it_ends_or_is_left(string name, bool ends)
    {
        using var stop = new CancellationTokenSource();
        var subscription = Begin(name, time.Env.With(stop.Token));
        time.Start();
        source.OnNext(1);
        time.Start();
        Assert.True(IsHeard(stop));

        if (ends) source.OnCompleted();
        else subscription.Dispose();
        time.Start();
        Assert.False(IsHeard(stop));
        Assert.False(source.HasObservers);
    }

    IDisposable Begin(string name, Env env) => name switch
    {
        "UntilCancelled" => source.UntilCancelled(env.Token).Subscribe(_ => { }),
        "SelectEff" => source.SelectEff(SuccessEff, env).Subscribe(_ => { }),
        "SelectEffLatest" => source.SelectEffLatest(SuccessEff, env).Subscribe(_ => { }),
        "ToObservable" => source.ToAsyncEnumerable(new(4), time.Env).ToObservable(env).Subscribe(_ => { }),
        "ToAsyncEnumerable" => Pulling(source.ToAsyncEnumerable(new(4), env)),
        _ => Pulling(Kratos.Reactive.Streams.OnDemand(_ => source, new(4), env)),
    };

    // Pulls what comes; disposing leaves the enumeration.
    static IDisposable Pulling(IAsyncEnumerable<int> stream)
    {
        var pull = stream.Opened();
        _ = Pull();
        return Disposable.Create(() => _ = pull.DisposeAsync());

        async Task Pull()
        {
            while (await pull.MoveNextAsync()) { }
        }
    }

    // The framework does not tell, so this looks where it keeps them.
    static bool IsHeard(CancellationTokenSource stop)
    {
        var registrations = typeof(CancellationTokenSource).GetField("_registrations", Inside)!;
        var callbacks = registrations.FieldType.GetField("Callbacks", Inside)!;
        return registrations.GetValue(stop) is { } all && callbacks.GetValue(all) is not null;
    }
}
