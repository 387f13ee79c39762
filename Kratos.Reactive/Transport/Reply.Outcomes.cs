namespace Kratos.Reactive;

public sealed partial record Reply
{
    const int MovedFor = 303;

    /// <summary>204: it is done, and there is nothing to say.</summary>
    public static Reply NoContent { get; } = new(Unit.Default) { Status = 204 };

    /// <summary>201: <paramref name="message"/> was made, and is found at <paramref name="location"/>.</summary>
    /// <exception cref="ErrorException">500 <c>HEADER_INVALID</c>: the location cannot be a header field's value, see <see cref="Headers.Check"/>.</exception>
    public static Reply Created(object message, string location) => new(message) { Status = 201, Headers = At(location) };

    /// <summary>202: what was asked for goes on, and how far it is is found at <paramref name="location"/>.</summary>
    /// <inheritdoc cref="Created" path="/exception"/>
    public static Reply Accepted(object message, string location) => new(message) { Status = 202, Headers = At(location) };

    /// <summary>The answer is at <paramref name="location"/>: 303, where it is to be asked for with GET, unless another status is given (301 and 308 for ever, 302 and 307 for now; 307 and 308 with the same verb and body).</summary>
    /// <inheritdoc cref="Created" path="/exception"/>
    public static Reply Redirect(string location, int status = MovedFor) => new(Unit.Default) { Status = status, Headers = At(location) };

    /// <summary>The same reply, known by <paramref name="version"/>: an <c>ETag</c>, a weak one, as the same version has other bytes in another codec. Who says that it has this version (<c>If-None-Match</c>) is answered 304, without it.</summary>
    /// <param name="version">Any printable ASCII but a quote.</param>
    /// <exception cref="ErrorException">500 <c>HEADER_INVALID</c>: it has another character.</exception>
    public Reply WithVersion(string version) => version.AsSpan().ContainsAnyExceptInRange('!', '~') || version.Contains('"')
        ? throw new ErrorException(Error.Internal("HEADER_INVALID", "a version is printable ASCII without quotes and spaces"))
        : this with { Headers = Headers.Set("ETag", $"W/\"{version}\"") };

    static Headers At(string location) => Headers.Empty.Add("Location", location);
}
