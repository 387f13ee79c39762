namespace Kratos.Reactive;

/// <summary>One method of a <see cref="Service"/>, ready for any transport.</summary>
/// <param name="Operation">Its full name.</param>
/// <param name="Shape">How many messages go each way.</param>
/// <param name="Input">The type of a request message.</param>
/// <param name="Output">The type of a reply message.</param>
public sealed record Method(Operation Operation, MethodShape Shape, Type Input, Type Output)
{
    /// <summary>The call of one message each way; for another shape it fails with 501 <c>NOT_UNARY</c>.</summary>
    public Handler Call { get; init; } = static request => Error.NotImplemented("NOT_UNARY", $"{request.Operation} is a stream");

    /// <summary>The call of many messages; for a unary method it fails with 501 <c>NOT_A_STREAM</c>.</summary>
    public StreamHandler Stream { get; init; } = static (opening, _, _) =>
        Observable.Throw<object>(new ErrorException(Error.NotImplemented("NOT_A_STREAM", $"{opening.Operation} is not a stream")));

    /// <summary>Where the method is found over HTTP; without any, at <c>POST</c> and its operation.</summary>
    public IReadOnlyList<HttpRule> Rules { get; init => field = ValueList.From(value); } = ValueList<HttpRule>.Empty;

    /// <summary>The same method inside <paramref name="middleware"/>, which is composed here, once.</summary>
    public Method With(Middleware middleware) =>
        Shape == MethodShape.Unary ? this with { Call = middleware >> Call } : this with { Stream = middleware >> Stream };
}
