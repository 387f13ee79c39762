namespace Kratos.Reactive;

/// <summary>An observable as something to pull. Each enumeration is a way out of its own.</summary>
sealed class Pulled<A>(Func<Env, Outlet<A>> open, Env env) : IAsyncEnumerable<A>
{
    public IAsyncEnumerator<A> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled) return open(env);
        if (!env.Token.CanBeCanceled) return open(env.With(cancellationToken));
        return new Linked(open, env, CancellationTokenSource.CreateLinkedTokenSource(env.Token, cancellationToken));
    }

    sealed class Linked(Func<Env, Outlet<A>> open, Env env, CancellationTokenSource both) : IAsyncEnumerator<A>
    {
        readonly Outlet<A> outlet = open(env.With(both.Token));

        public A Current => outlet.Current;

        public ValueTask<bool> MoveNextAsync() => outlet.MoveNextAsync();

        public async ValueTask DisposeAsync()
        {
            await outlet.DisposeAsync().ConfigureAwait(false);
            both.Dispose();
        }
    }
}
