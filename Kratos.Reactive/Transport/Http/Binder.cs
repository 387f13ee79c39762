namespace Kratos.Reactive;

/// <summary>Makes a message of a request: from the body, then the query, then the path, which has the last word.</summary>
abstract class Binder
{
    /// <summary>True when the body is looked at.</summary>
    internal abstract bool TakesBody { get; }

    /// <summary>True when the body is taken as it is, of any content type.</summary>
    internal virtual bool TakesRaw => false;

    internal static Fin<Binder> For(Method method, HttpRule rule, RouteTemplate template, HttpServing serving) => method.InputCodec.Descriptor is { } descriptor
        ? MessagePlan.For(method, rule, template, serving.Proto.Of(descriptor)).Map(plan => (Binder)new MessageBinder(plan, serving.Codec, serving.Proto))
        : RecordBinder.For(method, rule, template, serving.Codec);

    /// <summary>The message, or 400 <c>CODEC</c> with the field. Whatever comes in, nothing is thrown.</summary>
    internal abstract Fin<object> Bind(in BindingSource source, ReadOnlySpan<byte> body);
}
