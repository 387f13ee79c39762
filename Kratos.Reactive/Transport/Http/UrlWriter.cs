using System.Text;

namespace Kratos.Reactive;

/// <summary>Makes the path and the query of a request from its message, which is not changed: the other way round from <see cref="Binder"/>.</summary>
abstract class UrlWriter(RouteTemplate template, PathFilling filling)
{
    internal static Fin<UrlWriter> For(Method method, HttpRule rule, JsonCodec codec, ProtoTypes proto)
    {
        var template = RouteTemplate.Parse(rule.Path);
        var filling = template.Bind(PathFilling.Of);
        return filling.IsFail
            ? Error.BadRequest("BAD_RULE", $"{method.Operation} is at '{rule.Path}': {filling.Failed.Message}")
            : method.InputCodec.Descriptor is { } descriptor
                ? MessagePlan.For(method, rule, template.Succeeded, proto.Of(descriptor)).Map(plan => (UrlWriter)new MessageUrl(plan, template.Succeeded, filling.Succeeded))
                : RecordUrl.For(method, rule, template.Succeeded, filling.Succeeded, codec);
    }

    /// <summary>The path, and the query where there is one, as they are sent; 400 <c>CODEC</c> with the field that they cannot have.</summary>
    internal abstract Fin<string> Write(object message);

    /// <summary>The path of every message, where it has no variables; of others a failure.</summary>
    internal Fin<string> Fixed => template.Variables.Count == 0 ? Write([], [], []) : Error.BadRequest("MESSAGE_MISSING", "the path is made of the first message, and there is none");

    protected Fin<string> Write(IReadOnlyList<string> names, IReadOnlyList<string> values, List<KeyValuePair<string, string>> query)
    {
        for (var i = 0; i < values.Count; i++)
            if (filling.Refuse(template.Variables[i], values[i]) is { } why) return JsonFault.At(names[i], why);
        var url = new StringBuilder();
        filling.Write(url, values);
        QueryText.Write(url, query);
        return url.ToString();
    }
}
