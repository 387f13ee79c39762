using System.Reactive;

namespace Kratos.Reactive;

/// <summary>The stream that one value leads to: <c>SelectMany</c> for a source of one, which has nothing to take turns with.</summary>
sealed class OneThenMany<Q, R>(Eff<Q> one, Func<Q, IObservable<R>> next, Env env) : ObservableBase<R>
{
    protected override IDisposable SubscribeCore(IObserver<R> observer)
    {
        var many = new SingleAssignmentDisposable();
        var first = one.ToObservable(env).Subscribe(
            value =>
            {
                try
                {
                    many.Disposable = next(value).Subscribe(observer);
                }
                catch (Exception e)
                {
                    observer.OnError(e);
                }
            },
            observer.OnError);
        return StableCompositeDisposable.Create(first, many);
    }
}
