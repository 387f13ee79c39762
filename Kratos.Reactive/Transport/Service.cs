using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>A named set of methods, which every transport renders alike.</summary>
/// <param name="Name">The full name, e.g. <c>helloworld.v1.Greeter</c>.</param>
public sealed partial record Service(string Name)
{
    /// <summary>The methods, each of another operation.</summary>
    /// <exception cref="ErrorException">500 <c>DUPLICATE_METHOD</c>: two have the same operation.</exception>
    public IReadOnlyList<Method> Methods { get; init => field = Distinct(value); } = ValueList<Method>.Empty;

    /// <summary>What protobuf knows of it, when it comes from a proto file: what reflection tells.</summary>
    public ServiceDescriptor? Descriptor { get; init; }

    /// <summary>What its proto file says of it, of its methods (<c>package.Service.Method</c>) and of the messages, fields and enums that they lead to, by full name: what <see cref="OpenApi"/> tells. Generated services have it.</summary>
    public IReadOnlyDictionary<string, string> Comments { get; init => field = ValueMap.From(value); } = ValueMap.Empty;

    /// <summary>With one more method: one request, one reply. A reply that is a <see cref="Reply"/> already is sent as it is.</summary>
    /// <exception cref="ErrorException">500 <c>NAME_INVALID</c>: a service or a method has no name, or one with a slash, white space or a control character; 500 <c>DUPLICATE_METHOD</c>: the method is there already.</exception>
    public Service Unary<Q, R>(string method, Func<Q, Eff<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        Unary(Of<Q, R>(method, MethodShape.Unary, rules), call);

    /// <summary>With one more method: one request, many replies. No message at all, or a second one, is the caller's fault: 400 <c>MESSAGE_MISSING</c>, <c>MESSAGE_NOT_SINGLE</c>.</summary>
    /// <inheritdoc cref="Unary{Q, R}(string, Func{Q, Eff{R}}, IReadOnlyList{HttpRule})" path="/exception"/>
    public Service ServerStream<Q, R>(string method, Func<Q, Env, IObservable<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        ServerStream(Of<Q, R>(method, MethodShape.ServerStream, rules), call);

    /// <summary>With one more method: many requests, one reply.</summary>
    /// <inheritdoc cref="Unary{Q, R}(string, Func{Q, Eff{R}}, IReadOnlyList{HttpRule})" path="/exception"/>
    public Service ClientStream<Q, R>(string method, Func<IObservable<Q>, Eff<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        ClientStream(Of<Q, R>(method, MethodShape.ClientStream, rules), call);

    /// <summary>With one more method: many requests, many replies.</summary>
    /// <inheritdoc cref="Unary{Q, R}(string, Func{Q, Eff{R}}, IReadOnlyList{HttpRule})" path="/exception"/>
    public Service Duplex<Q, R>(string method, Func<IObservable<Q>, Env, IObservable<R>> call, params IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull =>
        Duplex(Of<Q, R>(method, MethodShape.Duplex, rules), call);

    /// <summary>With one more method, which replaces one of the same operation.</summary>
    public Service Plus(Method method) => this with { Methods = [.. Methods.Where(known => known.Operation != method.Operation), method] };

    /// <summary>The same service, with the rules of one method changed: another status, an envelope, other codecs. A method without rules has one: <c>POST</c> at its operation.</summary>
    /// <exception cref="ErrorException">500 <c>NO_METHOD</c>: there is no such method.</exception>
    public Service WithRules(string method, Func<HttpRule, HttpRule> change) => Methods.FirstOrDefault(known => known.Operation.Method == method) is { } found
        ? this with { Methods = [.. Methods.Select(known => known == found ? known with { Rules = [.. known.RulesOrOwn.Select(change)] } : known)] }
        : throw new ErrorException(Error.Internal("NO_METHOD", $"{Name} has no method {method}"));

    /// <summary>The same service with <paramref name="middleware"/> around every method, outside of what is there already.</summary>
    public Service With(Middleware middleware) => this with { Methods = [.. Methods.Select(method => method.With(middleware))] };

    /// <summary>The same service with <paramref name="middleware"/> around the methods that <paramref name="selector"/> chooses: decided here, once. The others are as they were.</summary>
    /// <exception cref="ErrorException">500 <c>SELECTS_NOTHING</c>: it chooses no method of this service.</exception>
    public Service With(Middleware middleware, Selector selector)
    {
        Method[] methods = [.. Methods.Select(method => selector.Selects(method.Operation) ? method.With(middleware) : method)];
        return methods.SequenceEqual(Methods, ReferenceEqualityComparer.Instance)
            ? throw new ErrorException(Error.Internal("SELECTS_NOTHING", $"'{selector}' chooses no method of {Name}: {string.Join(", ", Methods.Select(static method => method.Operation))}"))
            : this with { Methods = methods };
    }

    /// <summary>A client that calls this very service, without a network. An operation it does not have is 501 <c>UNKNOWN_OPERATION</c>.</summary>
    public Client InProcess()
    {
        var byOperation = Methods.ToDictionary(static method => method.Operation);
        return new(
            request => byOperation.TryGetValue(request.Operation, out var method) ? new LateEff<Reply>(() => method.Call(request)) : Unknown(request.Operation),
            (opening, messages, env) => byOperation.TryGetValue(opening.Operation, out var method)
                ? method.Stream(opening, messages, env)
                : Observable.Throw<object>(new ErrorException(Unknown(opening.Operation))));
    }

    Error Unknown(Operation operation) => Error.NotImplemented("UNKNOWN_OPERATION", $"{Name} has no {operation}");
}
