namespace Kratos.Reactive;

/// <summary>Makes a message of a request: from the body, then the query, then the path, which has the last word. Whatever comes in, nothing is thrown.</summary>
abstract class Binder
{
    /// <summary>True when the body is looked at.</summary>
    internal abstract bool TakesBody { get; }

    /// <summary>True when the body is taken as it is, of any content type.</summary>
    internal virtual bool TakesRaw => false;

    /// <summary>What the body is: the message, or one field of it.</summary>
    internal abstract BodyKind Body { get; }

    internal static Fin<Binder> For(Method method, HttpRule rule, RouteTemplate template, HttpFormats formats) => method.InputCodec.Descriptor is { } descriptor
        ? MessagePlan.For(method, rule, template, formats.Proto.Of(descriptor)).Map(plan => (Binder)new MessageBinder(plan, formats.Codec, formats.Proto) { Wire = method.InputCodec })
        : RecordBinder.For(method, rule, template, formats.Codec);

    /// <summary>The message of a body in JSON, or 400 <c>CODEC</c> with the field.</summary>
    internal abstract Fin<object> Bind(in BindingSource source, ReadOnlySpan<byte> body);

    /// <summary>The message of a body that is read already.</summary>
    internal abstract Fin<object> BindValue(in BindingSource source, object body);
}
