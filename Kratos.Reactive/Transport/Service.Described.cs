namespace Kratos.Reactive;

public sealed partial record Service
{
    /// <summary>With one more method, as it is described: one request, one reply. A reply that is a <see cref="Reply"/> already is sent as it is.</summary>
    /// <exception cref="ErrorException">500 <c>WRONG_METHOD</c>: the function has another shape, or other messages, than the description; 500 <c>DUPLICATE_METHOD</c>: the method is there already.</exception>
    public Service Unary<Q, R>(Method method, Func<Q, Eff<R>> call) where Q : notnull where R : notnull =>
        Add(Checked<Q, R>(method, MethodShape.Unary) with { Call = new UnaryFunction<Q, R>(method.Operation, call).Call });

    /// <summary>With one more method, as it is described: one request, many replies. No message at all, or a second one, is the caller's fault: 400 <c>MESSAGE_MISSING</c>, <c>MESSAGE_NOT_SINGLE</c>.</summary>
    /// <inheritdoc cref="Unary{Q, R}(Method, Func{Q, Eff{R}})" path="/exception"/>
    public Service ServerStream<Q, R>(Method method, Func<Q, Env, IObservable<R>> call) where Q : notnull where R : notnull =>
        AddStream<Q, R>(method, MethodShape.ServerStream, (opening, messages, env) => new OneThenMany<Q, R>(One<Q>(opening, messages), message => call(message, env), env));

    /// <summary>With one more method, as it is described: many requests, one reply.</summary>
    /// <inheritdoc cref="Unary{Q, R}(Method, Func{Q, Eff{R}})" path="/exception"/>
    public Service ClientStream<Q, R>(Method method, Func<IObservable<Q>, Eff<R>> call) where Q : notnull where R : notnull =>
        AddStream<Q, R>(method, MethodShape.ClientStream, (opening, messages, env) => call(Typed<Q>(opening, messages)).ToObservable(env));

    /// <summary>With one more method, as it is described: many requests, many replies.</summary>
    /// <inheritdoc cref="Unary{Q, R}(Method, Func{Q, Eff{R}})" path="/exception"/>
    public Service Duplex<Q, R>(Method method, Func<IObservable<Q>, Env, IObservable<R>> call) where Q : notnull where R : notnull =>
        AddStream<Q, R>(method, MethodShape.Duplex, (opening, messages, env) => call(Typed<Q>(opening, messages), env));
}
