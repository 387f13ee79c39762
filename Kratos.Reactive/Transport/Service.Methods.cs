namespace Kratos.Reactive;

public sealed partial record Service
{
    internal static Error Wrong<Q>(Operation operation, object? message) =>
        Error.Internal("WRONG_MESSAGE", $"{operation} takes a {typeof(Q).Name}, and was given a {message?.GetType().Name ?? "null"}");

    Service Add(Method method) => this with { Methods = [.. Methods, method] };

    // Lifted around nothing: with middleware or without, a stream keeps the same laws.
    Service AddStream<Q, R>(Method method, MethodShape shape, Func<Request, IObservable<object>, Env, IObservable<R>> call) where R : notnull =>
        Add(Checked<Q, R>(method, shape) with
        {
            Stream = Middleware.Identity >> (StreamHandler)((opening, messages, env) => Untyped(call(opening, messages, env))),
        });

    // What gives objects of a class gives objects; values are boxed.
    static IObservable<object> Untyped<R>(IObservable<R> replies) where R : notnull => replies as IObservable<object> ?? replies.Select(static reply => (object)reply);

    Method Of<Q, R>(string method, MethodShape shape, IReadOnlyList<HttpRule> rules) where Q : notnull where R : notnull
    {
        CheckName("service", Name);
        CheckName("method", method);
        return Method.Of<Q, R>($"/{Name}/{method}", shape) with { Rules = rules };
    }

    // A function may give whole replies: their messages are looked at when they are written.
    static Method Checked<Q, R>(Method method, MethodShape shape) => method.Shape == shape && method.Input == typeof(Q) && (method.Output == typeof(R) || typeof(R) == typeof(Reply))
        ? method
        : throw new ErrorException(Error.Internal(
            "WRONG_METHOD",
            $"{method.Operation} is {method.Shape} from {method.Input.Name} to {method.Output.Name}, and was given a function that is {shape} from {typeof(Q).Name} to {typeof(R).Name}"));

    static void CheckName(string what, string name)
    {
        if (name.Length == 0 || name.Any(static c => c == '/' || char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new ErrorException(Error.Internal("NAME_INVALID", $"'{name}' is not the name of a {what}: it is empty, or has a slash, white space or a control character"));
    }

    static ValueList<Method> Distinct(IReadOnlyList<Method>? methods)
    {
        var twice = methods?.GroupBy(static method => method.Operation).FirstOrDefault(static same => same.Skip(1).Any());
        return twice is null
            ? ValueList.From(methods)
            : throw new ErrorException(Error.Internal("DUPLICATE_METHOD", $"{twice.Key} is there twice: one would hide the other (Plus replaces a method)"));
    }

    static IObservable<Q> Typed<Q>(Request opening, IObservable<object> messages) =>
        messages.Select(message => message is Q typed ? typed : throw new ErrorException(Wrong<Q>(opening.Operation, message)));

    internal static Eff<Q> One<Q>(Request opening, IObservable<object> messages) => Typed<Q>(opening, messages).SingleEff().MapFail(error => error.Reason switch
    {
        "SEQUENCE_EMPTY" => Error.BadRequest("MESSAGE_MISSING", $"{opening.Operation} takes one message, and was given none"),
        "SEQUENCE_NOT_SINGLE" => Error.BadRequest("MESSAGE_NOT_SINGLE", $"{opening.Operation} takes one message, and was given more"),
        _ => error,
    });
}
