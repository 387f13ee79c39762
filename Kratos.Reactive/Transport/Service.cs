namespace Kratos.Reactive;

/// <summary>A named set of methods, which every transport renders alike.</summary>
/// <param name="Name">The full name, e.g. <c>helloworld.v1.Greeter</c>.</param>
public sealed record Service(string Name)
{
    /// <summary>The methods.</summary>
    public IReadOnlyList<Method> Methods { get; init => field = ValueList.From(value); } = ValueList<Method>.Empty;

    /// <summary>With one more method: one request, one reply. A reply that is a <see cref="Reply"/> already is sent as it is.</summary>
    public Service Unary<Q, R>(string method, Func<Q, Eff<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull
    {
        var plain = Of<Q, R>(method, MethodShape.Unary);
        Func<object, Eff<Reply>> answer = message =>
            message is Q typed ? call(typed).Map(static reply => reply as Reply ?? new Reply(reply)) : Wrong<Q>(plain.Operation, message);
        return Plus(plain with { Rules = rules, Call = request => request.Unread is { } unread ? unread.Bind(answer) : answer(request.Message) });
    }

    /// <summary>With one more method: one request, many replies.</summary>
    public Service ServerStream<Q, R>(string method, Func<Q, Env, IObservable<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        Plus(Of<Q, R>(method, MethodShape.ServerStream) with
        {
            Rules = rules,
            Stream = (opening, messages, env) => Typed<Q>(opening, messages).SingleEff().ToObservable(env).SelectMany(message => call(message, env)).Select(static reply => (object)reply),
        });

    /// <summary>With one more method: many requests, one reply.</summary>
    public Service ClientStream<Q, R>(string method, Func<IObservable<Q>, Eff<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        Plus(Of<Q, R>(method, MethodShape.ClientStream) with
        {
            Rules = rules,
            Stream = (opening, messages, env) => call(Typed<Q>(opening, messages)).ToObservable(env).Select(static reply => (object)reply),
        });

    /// <summary>With one more method: many requests, many replies.</summary>
    public Service Duplex<Q, R>(string method, Func<IObservable<Q>, Env, IObservable<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        Plus(Of<Q, R>(method, MethodShape.Duplex) with
        {
            Rules = rules,
            Stream = (opening, messages, env) => call(Typed<Q>(opening, messages), env).Select(static reply => (object)reply),
        });

    /// <summary>With one more method, which replaces one of the same operation.</summary>
    public Service Plus(Method method) => this with { Methods = [.. Methods.Where(known => known.Operation != method.Operation), method] };

    /// <summary>The same service with <paramref name="middleware"/> around every method, outside of what is there already.</summary>
    public Service With(Middleware middleware) => this with { Methods = [.. Methods.Select(method => method.With(middleware))] };

    /// <summary>A client that calls this very service, without a network. An operation it does not have is 501 <c>UNKNOWN_OPERATION</c>.</summary>
    public Client InProcess()
    {
        var byOperation = Methods.ToDictionary(static method => method.Operation);
        return new(
            request => byOperation.TryGetValue(request.Operation, out var method) ? method.Call(request) : Unknown(request.Operation),
            (opening, messages, env) => byOperation.TryGetValue(opening.Operation, out var method)
                ? method.Stream(opening, messages, env)
                : Observable.Throw<object>(new ErrorException(Unknown(opening.Operation))));
    }

    Method Of<Q, R>(string method, MethodShape shape) => new($"/{Name}/{method}", shape, typeof(Q), typeof(R));

    Error Unknown(Operation operation) => Error.NotImplemented("UNKNOWN_OPERATION", $"{Name} has no {operation}");

    static IObservable<Q> Typed<Q>(Request opening, IObservable<object> messages) =>
        messages.Select(message => message is Q typed ? typed : throw new ErrorException(Wrong<Q>(opening.Operation, message)));

    static Error Wrong<Q>(Operation operation, object message) =>
        Error.Internal("WRONG_MESSAGE", $"{operation} takes a {typeof(Q).Name}, and was given a {message.GetType().Name}");
}
