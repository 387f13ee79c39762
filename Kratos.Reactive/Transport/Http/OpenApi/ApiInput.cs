using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>What a route is asked: parameters, and a body.</summary>
sealed class ApiInput(Route route, ApiPath path, ApiSchemas schemas)
{
    readonly ApiFields fields = new(schemas);

    internal JsonArray Parameters() => [.. path.Parameters.Select(InPath), .. InQuery().Select(static field => field.ToParameter())];

    /// <summary>The body in each of its formats; null where there is none.</summary>
    internal JsonObject? Body()
    {
        if (route.IsSocket || !route.Input.TakesBody) return null;
        if (route.TakesLines) return route.Input.TakesRaw ? null : new JsonObject { ["description"] = "Messages, one in each line.", ["content"] = ApiContent.Lines(Schema) };
        var body = new JsonObject { ["content"] = route.Input.TakesRaw ? new JsonObject { ["*/*"] = new JsonObject() } : ApiContent.Of(route.Input.Offer, Schema, Form) };
        if (IsRequired || route.Input.Upload is not null) body["required"] = true;
        return body;
    }

    /// <summary>What the message is, or the field of it that is the body.</summary>
    internal JsonObject Schema() => route.Input.Binder switch
    {
        MessageBinder { Plan: var plan } => plan.Body.Part is { } part ? schemas.Messages.Of(part) : schemas.Messages.Of(plan.Type.Descriptor),
        RecordBinder { Plan: var plan, Contract: { } contract } => schemas.Records.Of(plan.Named?.Type ?? contract.Type),
        _ => new JsonObject { ["type"] = "object" },
    };

    // A form has names, as a query has, and maps like one.
    JsonObject Form(bool hasFiles)
    {
        IReadOnlyList<ApiField> members = route.Input.Binder switch
        {
            MessageBinder { Plan: { Body: { Part: null } } plan } => fields.Of(plan.Type, null, Taken),
            MessageBinder { Plan: { Body.Part: { Inner: { } inner } } } => fields.Of(inner, null, []),
            RecordBinder { Plan: { Named: null }, Contract: { } contract } => fields.Of(contract.Type, "", Taken),
            RecordBinder { Plan: { Named: { } named } } => fields.Of(schemas.Records.ContractOf(named.Type).Type, "", []),
            _ => [],
        };
        var schema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(members.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.ToMember(hasFiles)))) };
        var required = members.Where(static field => field.IsRequired).Select(static field => (JsonNode?)field.Name).ToArray();
        if (route.Input.Upload is not null) schema["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(ApiSchemas.File(), ApiSchemas.List(ApiSchemas.File())) };
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        var form = ApiContent.Media(schema);
        var maps = members.Where(static field => field.IsMap).Select(static field => KeyValuePair.Create(field.Name, (JsonNode?)new JsonObject { ["style"] = "deepObject", ["explode"] = true })).ToArray();
        if (maps.Length > 0) form["encoding"] = new JsonObject(maps);
        return form;
    }

    // An empty body is an empty object.
    bool IsRequired => route.Input.Binder is RecordBinder { Plan: var plan, Contract: { } contract } && (plan.Named is { } named
        ? schemas.Records.MembersOf(contract.Type).Any(member => member.IsRequired && member.Name == named.Name)
        : contract.Kind != System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object || contract.Properties.Any(static member => member.IsRequired));

    IReadOnlyCollection<string> Taken => route.Input.Binder switch
    {
        MessageBinder { Plan: var plan } => [.. plan.Path.Select(static one => one.Name)],
        RecordBinder { Plan: var plan } => [.. plan.Path.Select(static one => one.Name)],
        _ => [],
    };

    IReadOnlyList<ApiField> InQuery() => route.Input.Binder switch
    {
        MessageBinder { Plan: { HasQuery: true } plan } => fields.Of(plan.Type, plan.Body.Part, Taken),
        RecordBinder { Plan: { Whole: false } plan, Contract: { } contract } => fields.Of(contract.Type, plan.Named?.Name ?? "", Taken),
        _ => [],
    };

    JsonObject InPath(ApiPathParameter one)
    {
        var (schema, comment) = one is { IsAll: true, IsMany: false, Variable: { IsOne: true } variable } ? Known(variable) : (ApiSchemas.Text(), "");
        var more = one.Pattern.Contains('/', StringComparison.Ordinal) ? $"A part of `{one.Variable!.Name}`, which is `{one.Pattern}`." : "";
        if (one.IsMany) more = $"{more} Any number of segments: its slashes are slashes, not `%2F`.".TrimStart();
        var parameter = new JsonObject { ["name"] = one.Name, ["in"] = "path", ["required"] = true };
        if (string.Join("\n\n", new[] { comment, more }.Where(static text => text.Length > 0)) is { Length: > 0 } text) parameter["description"] = text;
        parameter["schema"] = schema;
        return parameter;
    }

    (JsonObject Schema, string Comment) Known(RouteVariable variable)
    {
        var at = route.Template.Variables.Index().First(known => known.Item == variable).Index;
        return route.Input.Binder switch
        {
            MessageBinder { Plan: var plan } => (schemas.Messages.Value(plan.Path[at].Last.Descriptor), schemas.Messages.Comment(plan.Path[at].Last)),
            RecordBinder { Plan: var plan } => (schemas.Records.Of(plan.Path[at].Type), ""),
            _ => (ApiSchemas.Text(), ""),
        };
    }
}
