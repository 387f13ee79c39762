namespace Kratos.Reactive;

/// <summary>Where the fields of a message of protobuf come from at one rule.</summary>
/// <param name="Type">The message.</param>
/// <param name="Body">What the body is.</param>
/// <param name="Path">The fields of the path's variables, in their order.</param>
/// <param name="HasQuery">Whether fields come from the query too. A body that is the message leaves nothing to it; a frame of a stream, whose rule has no body, does.</param>
sealed record MessagePlan(ProtoType Type, MessageBody Body, IReadOnlyList<FieldPath> Path, bool HasQuery)
{
    internal static Fin<MessagePlan> For(Method method, HttpRule rule, RouteTemplate template, ProtoType type)
    {
        var name = type.Descriptor.FullName;
        var body = rule.Body is "" or "*" ? null : type.Find(rule.Body);
        if (rule.Body is not ("" or "*") && body is null) return Bad(method, rule, $"the body is the field {rule.Body}, which {name} does not have");
        var path = new List<FieldPath>();
        foreach (var variable in template.Variables)
        {
            var found = FieldPath.Of(type, variable.Name);
            if (found.IsFail) return Bad(method, rule, $"{{{variable.Name}}} {found.Failed.Message}");
            if (path.Exists(known => known.Name == found.Succeeded.Name)) return Bad(method, rule, $"{{{variable.Name}}} is there twice");
            path.Add(found.Succeeded);
        }

        return new MessagePlan(type, new MessageBody(type, rule.Body == "*" || (method.TakesMany && body is null), body), path, rule.Body != "*");
    }

    internal static Error Bad(Method method, HttpRule rule, string why) => Error.BadRequest("BAD_RULE", $"{method.Operation} at {rule.Verb} {rule.Path}: {why}");
}
