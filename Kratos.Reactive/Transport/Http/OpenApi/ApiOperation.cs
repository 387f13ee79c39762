using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>One route as an operation.</summary>
sealed class ApiOperation(Route route, ApiPath path, ApiSchemas schemas, ApiComments comments)
{
    internal JsonObject Describe(string tag, string id)
    {
        var (input, output) = (new ApiInput(route, path, schemas), new ApiOutput(route, schemas));
        var operation = new JsonObject { ["tags"] = new JsonArray(tag), ["operationId"] = id };
        comments.Describe(operation, route.Method, route.Rule, More);
        if (input.Parameters() is { Count: > 0 } parameters) operation["parameters"] = parameters;
        if (input.Body() is { } body) operation["requestBody"] = body;
        operation["responses"] = output.Responses();
        if (route.IsSocket) operation["x-websocket"] = new JsonObject
        {
            ["subprotocols"] = new JsonArray(SocketWords.Json, SocketWords.Protobuf),
            ["send"] = input.Schema(),
            ["receive"] = output.Schema(),
        };
        return operation;
    }

    string More => !route.IsSocket ? "" : route.Method.Shape switch
    {
        MethodShape.ClientStream => "A WebSocket: send a message in each text, as JSON, and `\\u001eend` after the last; one message comes back.",
        MethodShape.Duplex => "A WebSocket: a message in each text, as JSON, either way; `\\u001eend` is the end of one side's messages.",
        _ => "",
    };
}
