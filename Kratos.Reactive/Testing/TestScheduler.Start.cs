namespace Kratos.Reactive.Testing;

public sealed partial class TestScheduler
{
    /// <summary>Creates at tick 100, subscribes at 200, leaves at 1000, and gives back what came between.</summary>
    public ITestableObserver<T> Start<T>(Func<IObservable<T>> create) => Start(create, ReactiveTest.Disposed);

    /// <summary>Creates at tick 100, subscribes at 200, leaves at <paramref name="disposed"/>, and gives back what came between.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is before 200.</exception>
    public ITestableObserver<T> Start<T>(Func<IObservable<T>> create, long disposed) => Start(create, ReactiveTest.Created, ReactiveTest.Subscribed, disposed);

    /// <summary>Creates, subscribes and leaves at these ticks, runs until nothing is scheduled any more, and gives back what came between. A tick that is past is the next one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not in that order.</exception>
    public ITestableObserver<T> Start<T>(Func<IObservable<T>> create, long created, long subscribed, long disposed)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(subscribed, created);
        ArgumentOutOfRangeException.ThrowIfLessThan(disposed, subscribed);
        IObservable<T>? source = null;
        var observer = CreateObserver<T>();
        var subscription = new SingleAssignmentDisposable();
        IDisposable[] plan =
        [
            At(created, () => source = create()),
            At(subscribed, () => subscription.Disposable = source!.Subscribe(observer)),
            At(disposed, subscription.Dispose),
            subscription,
        ];
        try
        {
            Start();
        }
        catch
        {
            foreach (var one in plan) one.Dispose();
            throw;
        }

        return observer;
    }

    IDisposable At(long ticks, Action action) => ScheduleAbsolute(action, ticks, static (_, action) =>
    {
        action();
        return Disposable.Empty;
    });
}
