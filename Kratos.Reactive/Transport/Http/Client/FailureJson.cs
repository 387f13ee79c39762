using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Failures as JSON: Kratos' own shape, problem details (RFC 9457), and that of Google's APIs and of gRPC gateways.</summary>
static class FailureJson
{
    static readonly string[] messages = ["message", "detail", "title", "error_description"];
    static readonly HashSet<string> known = [.. messages, "code", "reason", "metadata", "status", "others"];

    /// <summary>Null for JSON that is no object.</summary>
    /// <param name="status">The status of the answer, which has the last word about the code: another one counts only when the server says itself what status it stands behind.</param>
    /// <param name="json">The body.</param>
    /// <param name="bare">The failure when the body says nothing of it.</param>
    internal static Error? Read(int status, JsonElement json, Error bare)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        if (Member(json, "error") is { ValueKind: JsonValueKind.Object } inner && Member(json, "code") is null) json = inner;
        var code = Number(json, "status") == status && Number(json, "code") is { } own && HttpFailure.Status(own) == status ? own : status;
        var error = One(json, bare with { Code = code });
        return Member(json, "others") is { ValueKind: JsonValueKind.Array } others
            ? error with { Others = [.. others.EnumerateArray().Where(static other => other.ValueKind == JsonValueKind.Object).Select(static other => One(other, new Error(Number(other, "code") ?? 500, "", "")))] }
            : error;
    }

    /// <summary>The same for a body without a status of its own: its code is what it says, or 500.</summary>
    internal static Error? Told(JsonElement json, Error bare) => json.ValueKind == JsonValueKind.Object ? Read(HttpFailure.Status(Number(json, "code") ?? 500), json, bare) is { } error ? error with { Code = Number(json, "code") ?? error.Code } : null : null;

    static Error One(JsonElement json, Error bare)
    {
        var info = Member(json, "details") is { ValueKind: JsonValueKind.Array } details ? details.EnumerateArray().FirstOrDefault(static detail => Text(detail, "@type")?.EndsWith("/google.rpc.ErrorInfo", StringComparison.Ordinal) ?? false) : default;
        var metadata = new Dictionary<string, string>();
        Add(metadata, Member(json, "metadata"));
        Add(metadata, Member(info, "metadata"));
        foreach (var member in json.EnumerateObject().Where(static member => !known.Contains(member.Name))) metadata.TryAdd(member.Name, Shown(member.Value));
        return bare with
        {
            Reason = Text(json, "reason") ?? Text(info, "reason") ?? Text(json, "error") ?? Text(json, "status") ?? bare.Reason,
            Message = messages.Select(name => Text(json, name)).FirstOrDefault(static text => text is not null) ?? bare.Message,
            Metadata = metadata,
        };
    }

    static void Add(Dictionary<string, string> metadata, JsonElement? from)
    {
        if (from is not { ValueKind: JsonValueKind.Object } members) return;
        foreach (var member in members.EnumerateObject()) metadata.TryAdd(member.Name, Shown(member.Value));
    }

    static JsonElement? Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    static int? Number(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
