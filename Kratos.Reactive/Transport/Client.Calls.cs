namespace Kratos.Reactive;

public sealed partial record Client
{
    /// <summary>The method as a function: one message, one reply. Running it calls.</summary>
    public Func<Q, Eff<R>> Unary<Q, R>(Method method) where Q : notnull where R : notnull
    {
        Func<Reply, Eff<R>> read = reply => reply is R whole ? SuccessEff(whole) : reply.Message is R typed ? SuccessEff(typed) : Wrong<R>(method, reply.Message);
        return message => Call(new Request(method.Operation, message) { Method = method }).Bind(read);
    }

    /// <summary>The method as a function: one message, many replies. Each subscription calls; disposing it tells the other side to stop.</summary>
    public Func<Q, Env, IObservable<R>> ServerStream<Q, R>(Method method) where Q : notnull where R : notnull =>
        (message, env) => Replies<R>(method, Observable.Return((object)message), env);

    /// <summary>The method as a function: many messages, one reply. Running it calls.</summary>
    public Func<IObservable<Q>, Eff<R>> ClientStream<Q, R>(Method method) where Q : notnull where R : notnull =>
        messages => envEff.Bind(env => Replies<R>(method, messages.Select(static message => (object)message), env).SingleEff());

    /// <summary>The method as a function: many messages, many replies. Each subscription calls; disposing it tells the other side to stop.</summary>
    public Func<IObservable<Q>, Env, IObservable<R>> Duplex<Q, R>(Method method) where Q : notnull where R : notnull =>
        (messages, env) => Replies<R>(method, messages.Select(static message => (object)message), env);

    // Whatever is behind the client, the failure of a stream is an ErrorException.
    IObservable<R> Replies<R>(Method method, IObservable<object> messages, Env env) => Observable
        .Defer(() => Stream(new Request(method.Operation, Unit.Default) { Method = method }, messages, env))
        .Select(reply => reply is R typed ? typed : throw new ErrorException(Wrong<R>(method, reply)))
        .Catch((Exception e) => Observable.Throw<R>(e as ErrorException ?? new ErrorException(Error.From(e))));

    static Error Wrong<R>(Method method, object reply) => Error.Internal("WRONG_MESSAGE", $"{method.Operation} gives a {typeof(R).Name}, and gave a {reply.GetType().Name}");
}
