using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>The path and the query of a plain record: its members as its JSON has them, but for those that are null.</summary>
sealed class RecordUrl(BindingPlan plan, JsonTypeInfo? contract, Lazy<Shape> shape, RouteTemplate template, PathFilling filling) : UrlWriter(template, filling)
{
    readonly string[] names = [.. plan.Path.Select(static field => field.Name)];

    internal static Fin<UrlWriter> For(Method method, HttpRule rule, RouteTemplate template, PathFilling filling, JsonCodec codec)
    {
        if (method.Input == typeof(Unit) && template.Variables.Count == 0) return new RecordUrl(BindingPlan.Nothing, null, new(static () => Shape.Anything), template, filling);
        var contract = codec.Contract(method.Input);
        return contract.Bind(known => BindingPlan.For(method, rule, template, known, codec)).Map(plan => (UrlWriter)new RecordUrl(plan, contract.Succeeded, new(() => RecordShape.Of(method.Input, codec)), template, filling));
    }

    internal override Fin<string> Write(object message)
    {
        var values = new string?[plan.Path.Count];
        List<KeyValuePair<string, string>> query = [];
        if (contract is null || (plan.Whole && values.Length == 0)) return Write(names, [], query);
        JsonElement json;
        try
        {
            json = JsonSerializer.SerializeToElement(message, contract);
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", "the message cannot be written as JSON") with { Cause = e };       // a getter or a converter of the user's threw
        }

        foreach (var member in json.EnumerateObject().Where(static member => member.Value.ValueKind != JsonValueKind.Null))
            if (Array.FindIndex(names, name => name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at) values[at] = Text(member.Value) ?? "";
            else if (plan.Query.Find(member.Name) is { } field) FormWriter.Value(shape.Value.Member(field.Name), member.Value, field.Name, query);
        for (var i = 0; i < values.Length; i++)
            if (plan.Path[i].Parents.Count > 0)
            {
                values[i] = Text(RecordInside.Of(json, plan.Path[i]));
                query.RemoveAll(pair => pair.Key.Equals(names[i], StringComparison.OrdinalIgnoreCase));
            }

        return Write(names, [.. values.Select(static value => value ?? "")], query);
    }

    static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
