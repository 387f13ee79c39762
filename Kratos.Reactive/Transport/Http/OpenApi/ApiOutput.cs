using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Kratos.Reactive;

/// <summary>What a route answers.</summary>
sealed class ApiOutput(Route route, ApiSchemas schemas)
{
    const int NoContent = 204;

    internal JsonObject Responses() => new()
    {
        [route.IsSocket ? "101" : $"{route.Rule.Status}"] = route.IsSocket ? new JsonObject { ["description"] = "A WebSocket, in which messages go both ways." }
            : route.Method.Shape == MethodShape.ServerStream ? Many()
            : One(),
        ["default"] = new JsonObject { ["$ref"] = $"#/components/responses/{ApiFailures.Name}" },
    };

    /// <summary>What is written in place of the message, or of the field of it that is the body.</summary>
    internal JsonObject Schema()
    {
        var body = route.Output.Body;
        return route.Rule.EnvelopeType is { } envelope ? schemas.Records.Of(envelope)
            : !route.Rule.IsBare ? []
            : body.Field is { } field ? Field(field)
            : body.Type is { } type ? schemas.Messages.Of(type.Descriptor)
            : body.Property is { } member ? schemas.Records.Of(member)
            : schemas.Records.Of(route.Method.Output);
    }

    // No message at all is null.
    JsonObject Field(ProtoField field) => field.Descriptor.IsRepeated || field.Inner is null ? schemas.Messages.Of(field) : ApiSchemas.OrNull(schemas.Messages.Of(field));

    JsonObject One()
    {
        var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(route.Rule.Status) is { Length: > 0 } phrase ? $"{phrase}." : "Done." };
        if (route.Rule.Status == NoContent) return response;
        response["content"] = route.Output.Body.IsRaw && route.Rule.IsBare ? new JsonObject { ["*/*"] = new JsonObject() } : ApiContent.Of(route.Output.Offer, Schema, _ => ApiContent.Media(Schema()));
        return response;
    }

    JsonObject Many()
    {
        var content = ApiContent.Lines(() => new JsonObject { ["anyOf"] = new JsonArray(Schema(), Failed()) });
        content.Insert(0, "text/event-stream", new JsonObject { ["schema"] = ApiSchemas.Text(), [ApiContent.Items] = Event() });
        return new JsonObject { ["description"] = "Replies, until the stream ends. A failure after the first is the last event, or the last line.", ["content"] = content };
    }

    JsonObject Event() => new() { ["oneOf"] = new JsonArray(Event("message", Schema()), Event("error", ApiFailures.Schema(schemas))) };

    static JsonObject Event(string name, JsonObject data) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["event"] = new JsonObject { ["const"] = name },
            ["id"] = ApiSchemas.Text(),
            ["data"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/json", ["contentSchema"] = data },
        },
        ["required"] = new JsonArray("event", "data"),
    };

    JsonObject Failed() => new() { ["type"] = "object", ["properties"] = new JsonObject { ["error"] = ApiFailures.Schema(schemas) }, ["required"] = new JsonArray("error") };
}
