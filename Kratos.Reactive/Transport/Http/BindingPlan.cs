using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>Where the fields of a message come from at one rule.</summary>
/// <param name="Whole">The body is the message.</param>
/// <param name="Named">The body is this field.</param>
/// <param name="Path">The fields of the path's variables, in their order.</param>
/// <param name="Query">All other fields, by name; none when the body is the message, as <c>google.api.http</c> has it.</param>
sealed record BindingPlan(bool Whole, Field? Named, IReadOnlyList<Field> Path, QueryFields Query)
{
    /// <summary>A message without fields.</summary>
    internal static BindingPlan Nothing { get; } = new(false, null, [], new QueryFields([], new(static () => Shape.Anything)));

    internal static Fin<BindingPlan> For(Method method, HttpRule rule, RouteTemplate template, JsonTypeInfo contract, JsonCodec codec)
    {
        var whole = rule.Body == "*" || (method.TakesMany && rule.Body.Length == 0);      // a frame is the message
        var type = method.Input.Name;
        if (!whole && contract.Kind != JsonTypeInfoKind.Object) return Bad(method, $"{rule.Verb} {rule.Path} takes no body, and {type} has no fields");
        var fields = Field.AllOf(contract, codec);
        Field? named = null;
        if (!whole && rule.Body.Length > 0 && !fields.TryGetValue(rule.Body, out named)) return Bad(method, $"the body of {rule.Path} is the field {rule.Body}, which {type} does not have");

        var path = new List<Field>();
        foreach (var variable in template.Variables)
        {
            if (Find(variable.Name) is not { } field) return Bad(method, $"{rule.Path} names the field {variable.Name}, which {type} does not have");
            if (field.Text is null || field.Many) return Bad(method, $"{rule.Path} names the field {variable.Name}, which is not a single value");
            path.Add(field);
        }

        // The same one as in the list of all, which the query is not asked for.
        Field? Find(string name) => fields.TryGetValue(name, out var known) ? known : Field.Find(contract, name, codec);

        var asked = whole ? [] : fields.Values.Where(field => field != named && !path.Contains(field));
        return new BindingPlan(whole, named, path, new QueryFields(asked, new(() => RecordShape.Of(contract.Type, codec))));
    }

    static Error Bad(Method method, string why) => Error.BadRequest("BAD_RULE", $"{method.Operation}: {why}");
}
