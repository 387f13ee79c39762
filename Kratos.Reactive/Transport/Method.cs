namespace Kratos.Reactive;

/// <summary>One method of a <see cref="Service"/>, ready for any transport.</summary>
/// <param name="Operation">Its full name.</param>
/// <param name="Shape">How many messages go each way.</param>
/// <param name="Input">The type of a request message.</param>
/// <param name="Output">The type of a reply message.</param>
public sealed record Method(Operation Operation, MethodShape Shape, Type Input, Type Output)
{
    /// <summary>A method without an implementation: what a client has to know to call it, and what a service adds a function to.</summary>
    public static Method Of<Q, R>(Operation operation, MethodShape shape) where Q : notnull where R : notnull =>
        new(operation, shape, typeof(Q), typeof(R)) { InputCodec = MessageCodec.For<Q>(), OutputCodec = MessageCodec.For<R>() };

    /// <summary>How a request message is written and read; <see cref="MessageCodec.None"/> unless given.</summary>
    public MessageCodec InputCodec { get; init; } = MessageCodec.None;

    /// <summary>How a reply message is written and read; <see cref="MessageCodec.None"/> unless given.</summary>
    public MessageCodec OutputCodec { get; init; } = MessageCodec.None;

    /// <summary>The call of one message each way; for another shape it fails with 501 <c>NOT_UNARY</c>.</summary>
    public Handler Call { get; init; } = static request => Error.NotImplemented("NOT_UNARY", $"{request.Operation} is a stream");

    /// <summary>The call of many messages; for a unary method it fails with 501 <c>NOT_A_STREAM</c>.</summary>
    public StreamHandler Stream { get; init; } = static (opening, _, _) =>
        Observable.Throw<object>(new ErrorException(Error.NotImplemented("NOT_A_STREAM", $"{opening.Operation} is not a stream")));

    /// <summary>Where the method is found over HTTP; without any, at <c>POST</c> and its operation.</summary>
    public IReadOnlyList<HttpRule> Rules { get; init => field = ValueList.From(value); } = ValueList<HttpRule>.Empty;

    /// <summary>Its rules, or the one that a method without any has.</summary>
    internal IReadOnlyList<HttpRule> RulesOrOwn => Rules.Count > 0 ? Rules : [HttpRule.Post(Operation.Name)];

    /// <summary>True when many requests come.</summary>
    internal bool TakesMany => Shape is MethodShape.ClientStream or MethodShape.Duplex;

    /// <summary>The same method inside <paramref name="middleware"/>, which is composed here, once.</summary>
    public Method With(Middleware middleware) =>
        Shape == MethodShape.Unary ? this with { Call = middleware >> Call } : this with { Stream = middleware >> Stream };
}
