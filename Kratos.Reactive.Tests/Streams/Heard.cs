namespace Kratos.Reactive.Tests;

/// <summary>A source that a test pushes into; it knows who has subscribed.</summary>
sealed class Pushed : IObservable<int>
{
    readonly Lock gate = new();
    readonly List<IObserver<int>> observers = [];
    int subscribed;

    internal int Subscribed => Volatile.Read(ref subscribed);

    internal int Present { get { lock (gate) return observers.Count; } }

    public IDisposable Subscribe(IObserver<int> observer)
    {
        lock (gate) observers.Add(observer);
        Interlocked.Increment(ref subscribed);
        return Disposable.Create(() => Leave(observer));
    }

    internal void Next(int value) => Tell(observer => observer.OnNext(value));

    internal void Fail(Exception error) => Tell(observer => observer.OnError(error));

    internal void Complete() => Tell(observer => observer.OnCompleted());

    void Tell(Action<IObserver<int>> what)
    {
        IObserver<int>[] all;
        lock (gate) all = [.. observers];
        foreach (var observer in all) what(observer);
    }

    void Leave(IObserver<int> observer)
    {
        lock (gate) observers.Remove(observer);
    }
}

/// <summary>What one subscriber heard.</summary>
sealed class Heard : IDisposable
{
    readonly List<int> values = [];
    IDisposable? subscription;

    internal IReadOnlyList<int> Values { get { lock (values) return [.. values]; } }

    internal Exception? Failure { get; private set; }

    internal bool Completed { get; private set; }

    internal static Heard By(IObservable<int> source)
    {
        var heard = new Heard();
        heard.subscription = source.Subscribe(value =>
        {
            lock (heard.values) heard.values.Add(value);
        }, error => heard.Failure = error, () => heard.Completed = true);
        return heard;
    }

    public void Dispose() => subscription!.Dispose();
}
