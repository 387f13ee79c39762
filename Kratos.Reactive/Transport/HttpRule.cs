namespace Kratos.Reactive;

/// <summary>Where a method is found over HTTP: a verb and a path template, as <c>google.api.http</c> says it.</summary>
/// <param name="Verb">In capitals: <c>GET</c>, or a custom one.</param>
/// <param name="Path">A template: literals, <c>*</c> (one segment) and <c>**</c> (any number), variables such as <c>{id}</c>, <c>{book.name}</c> or <c>{name=shelves/*}</c>, and at the end a verb such as <c>:cancel</c>.
/// An escaped slash is a slash in a variable of one segment, and stays escaped in one of several.</param>
public sealed record HttpRule(string Verb, string Path)
{
    /// <summary>Which field the body is: empty for none, <c>*</c> for the whole message, else a field's name. What is neither the body nor in the path comes in the query, unless the body is the whole message.</summary>
    public string Body { get; init; } = "";

    /// <summary>Which field of the reply the answer's body is: empty for the whole message.</summary>
    public string ResponseBody { get; init; } = "";

    /// <summary>The status of a good reply that says no other: 200, unless set; 200 to 299. With 204 there is no body.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The codecs of the bodies, of the request and of the reply; those of the transport, unless set.</summary>
    public IReadOnlyList<Codec> Codecs { get; init => field = ValueList.From(value); } = ValueList<Codec>.Empty;

    /// <summary>What is written in place of a reply's message: <c>message =&gt; new Page(message)</c>; the message itself, unless set. It may be any record, with messages of protobuf in it. A failure is written without it.</summary>
    public Func<object, object> Envelope { get; init; } = Bare;

    /// <summary>What the method does at this rule, in a sentence or more: what <see cref="OpenApi"/> tells; what the proto file says of the method, unless set.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The same rule with an envelope of a known type, so that <see cref="OpenApi"/> can tell what it looks like: <c>rule.InEnvelope((Book book) =&gt; new { code = 0, data = book })</c>. A message of another type is 500 <c>CODEC</c>.</summary>
    public HttpRule InEnvelope<M, E>(Func<M, E> envelope) where M : notnull where E : notnull => this with { Envelope = new KnownEnvelope<M, E>(envelope).Around };

    /// <summary>The type of what is written in place of a message; null when it is the message itself, or nobody knows.</summary>
    internal Type? EnvelopeType => (Envelope.Target as KnownEnvelope)?.Type;

    /// <summary>True when what is written is the message itself.</summary>
    internal bool IsBare => Envelope == Bare;

    static Func<object, object> Bare { get; } = static message => message;

    /// <summary>GET, without a body.</summary>
    public static HttpRule Get(string path) => new("GET", path);

    /// <summary>POST, with the message as the body.</summary>
    public static HttpRule Post(string path) => new("POST", path) { Body = "*" };

    /// <summary>PUT, with the message as the body.</summary>
    public static HttpRule Put(string path) => new("PUT", path) { Body = "*" };

    /// <summary>PATCH, with the message as the body.</summary>
    public static HttpRule Patch(string path) => new("PATCH", path) { Body = "*" };

    /// <summary>DELETE, without a body.</summary>
    public static HttpRule Delete(string path) => new("DELETE", path);
}
