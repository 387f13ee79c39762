using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Failures as JSON: Kratos' own shape, problem details (RFC 9457), and that of Google's APIs and of gRPC gateways.</summary>
static class FailureJson
{
    static readonly string[] messages = ["message", "detail", "title", "error_description"];
    static readonly HashSet<string> known = [.. messages, "code", "reason", "metadata", "status", "others"];
    static readonly IReadOnlyDictionary<string, JsonElement> nothing = new Dictionary<string, JsonElement>();

    /// <summary>Null for JSON that is no object.</summary>
    /// <param name="status">The status of the answer, which has the last word about the code: another one counts only when the server says itself what status it stands behind.</param>
    /// <param name="json">The body.</param>
    /// <param name="bare">The failure when the body says nothing of it.</param>
    internal static Error? Read(int status, JsonElement json, Error bare)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        var members = LenientJson.Members(json);
        if (!members.ContainsKey("code") && members.TryGetValue("error", out var inner) && inner.ValueKind == JsonValueKind.Object) members = LenientJson.Members(inner);
        var code = Number(members, "status") == status && Number(members, "code") is { } own && HttpFailure.Status(own) == status ? own : status;
        var error = One(members, bare with { Code = code });
        return Member(members, "others") is { ValueKind: JsonValueKind.Array } others
            ? error with { Others = [.. others.EnumerateArray().Where(static other => other.ValueKind == JsonValueKind.Object).Select(LenientJson.Members).Select(static other => One(other, new Error(Number(other, "code") ?? 500, "", "")))] }
            : error;
    }

    /// <summary>The same for a body without a status of its own: its code is what it says, or 500.</summary>
    internal static Error? Told(JsonElement json, Error bare)
    {
        var code = Number(LenientJson.Members(json), "code");
        return Read(HttpFailure.Status(code ?? 500), json, bare) is { } error ? error with { Code = code ?? error.Code } : null;
    }

    static Error One(IReadOnlyDictionary<string, JsonElement> json, Error bare)
    {
        var info = Member(json, "details") is { ValueKind: JsonValueKind.Array } details ? details.EnumerateArray().Select(LenientJson.Members).FirstOrDefault(static detail => Text(detail, "@type")?.EndsWith("/google.rpc.ErrorInfo", StringComparison.Ordinal) ?? false) ?? nothing : nothing;
        var metadata = new Dictionary<string, string>();
        Add(metadata, Member(json, "metadata"));
        Add(metadata, Member(info, "metadata"));
        foreach (var (name, value) in json.Where(static member => !known.Contains(member.Key))) metadata.TryAdd(name, LenientJson.Text(value));
        return bare with
        {
            Reason = Text(json, "reason") ?? Text(info, "reason") ?? Text(json, "error") ?? Text(json, "status") ?? bare.Reason,
            Message = messages.Select(name => Text(json, name)).FirstOrDefault(static text => text is not null) ?? bare.Message,
            Metadata = metadata,
        };
    }

    static void Add(Dictionary<string, string> metadata, JsonElement? from)
    {
        if (from is not { } members) return;
        foreach (var (name, value) in LenientJson.Members(members)) metadata.TryAdd(name, LenientJson.Text(value));
    }

    static JsonElement? Member(IReadOnlyDictionary<string, JsonElement> json, string name) => json.TryGetValue(name, out var value) ? value : null;

    static string? Text(IReadOnlyDictionary<string, JsonElement> json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? LenientJson.Text(text) : null;

    static int? Number(IReadOnlyDictionary<string, JsonElement> json, string name) => Member(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;
}
