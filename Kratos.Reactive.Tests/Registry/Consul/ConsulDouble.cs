using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kratos.Reactive.Tests;

/// <summary>As much of a Consul agent as a registry asks, with memory: services, checks that run out on the clock, queries that wait for a change. It keeps to Consul's documented API, so that other clients can use it, too.</summary>
sealed partial class ConsulDouble(Env env) : IDisposable
{
    static readonly JsonNodeOptions anyCase = new() { PropertyNameCaseInsensitive = true };

    readonly Lock gate = new();
    readonly Dictionary<string, ConsulDoubleService> services = [];
    readonly Dictionary<string, long> changed = new(StringComparer.OrdinalIgnoreCase);      // as Consul takes names
    readonly List<TaskCompletionSource> waiting = [];
    readonly List<(DateTimeOffset At, string What)> asked = [];
    long index = 100;

    /// <summary>What is answered to all calls: no leader, as in an outage of the servers.</summary>
    internal bool HasNoLeader { get; set; }

    /// <summary>The calls, each with its time in seconds.</summary>
    internal IReadOnlyList<string> Asked { get { lock (gate) return [.. asked.Select(static one => $"{(one.At - DateTimeOffset.UnixEpoch).TotalSeconds.ToString(CultureInfo.InvariantCulture)} {one.What}")]; } }

    internal IReadOnlyList<string> Services { get { lock (gate) return [.. services.Keys.Order(StringComparer.Ordinal)]; } }

    /// <summary>Everything is forgotten, and the index begins anew.</summary>
    internal void Wipe() => Tell(() =>
    {
        foreach (var service in services.Values) service.Dispose();
        services.Clear();
        changed.Clear();
        index = 10;
    });

    /// <summary>A service is gone as if it had never been there.</summary>
    internal void Lose(string id) => Tell(() => Remove(id));

    internal void SetStatus(string checkId, string status) => Tell(() => Find(checkId)!.Set(status));

    internal async Task<ConsulDoubleReply> Answer(string method, string path, IReadOnlyDictionary<string, string> query, string body, CancellationToken token)
    {
        lock (gate) asked.Add((env.Time.GetUtcNow(), $"{method} {path}{(query.TryGetValue("index", out var from) ? $" {from}" : "")}"));
        if (HasNoLeader) return new(500, "No cluster leader");
        string[] parts = [.. path.TrimStart('/').Split('/').Skip(1).Select(Uri.UnescapeDataString)];
        return (method, parts) switch
        {
            ("PUT", ["agent", "service", "register"]) => Register(JsonNode.Parse(body, anyCase)!.AsObject(), query.ContainsKey("replace-existing-checks")),
            ("PUT", ["agent", "service", "deregister", var id]) => Deregister(id),
            ("PUT", ["agent", "check", "update", var id]) => Update(id, (string)JsonNode.Parse(body, anyCase)!["Status"]!),
            ("PUT", ["agent", "check", "pass", var id]) => Update(id, "passing"),
            ("PUT", ["agent", "check", "fail", var id]) => Update(id, "critical"),
            ("GET", ["agent", "services"]) => Read(() => new(200, new JsonObject([.. services.Values.Select(static one => KeyValuePair.Create(one.Id, (JsonNode?)one.ToJson()))]).ToJsonString())),
            ("GET", ["agent", "health", "service", "id", var id]) => Read(() => services.TryGetValue(id, out var found) ? new(found.Worst switch { "passing" => 200, "warning" => 429, _ => 503 }, found.ToAgentHealth()) : new(404, $"ServiceId {id} not found")),
            ("GET", ["health", "service", var name]) => await Health(name, query, token),
            ("GET", ["status", "leader"]) => new(200, "\"127.0.0.1:8300\""),
            _ => new(404, $"404 page not found: {method} {path}"),
        };
    }

    public void Dispose()
    {
        lock (gate)
            foreach (var service in services.Values) service.Dispose();
    }

    ConsulDoubleReply Register(JsonObject asked, bool replaces)
    {
        var name = (string?)asked["Name"];
        if (string.IsNullOrEmpty(name)) return new(400, "Missing service name");
        if (asked["Meta"] is JsonObject meta)
        {
            if (meta.Count > 64) return new(400, "Invalid Service Meta: Node metadata cannot contain more than 64 key/value pairs");
            foreach (var (key, value) in meta)
                if (!Key.IsMatch(key) || key.Length > 128 || ((string?)value ?? "").Length > 512) return new(400, $"Invalid Service Meta: Couldn't load metadata pair ('{key}', '{value}')");
        }

        var id = (string?)asked["ID"] is { Length: > 0 } given ? given : name;
        Tell(() =>
        {
            var before = services.GetValueOrDefault(id);
            if (before is not null && before.Called != name) Changed(before.Called);
            services[id] = new ConsulDoubleService(id, name, asked, env, this, before, replaces);
            Changed(name);
        });
        return new(200, "");
    }

    ConsulDoubleReply Deregister(string id)
    {
        var known = false;
        Tell(() => known = Remove(id));
        return known ? new(200, "") : new(404, $"Unknown service ID \"{id}\". Ensure that the service ID is passed, not the service name.");
    }

    ConsulDoubleReply Update(string checkId, string status)
    {
        var known = false;
        Tell(() =>
        {
            if (Find(checkId) is not { } check) return;
            known = true;
            check.Set(status);
        });
        return known ? new(200, "") : new(404, $"Unknown check ID \"{checkId}\". Ensure that the check ID is passed, not the check name.");
    }

    async Task<ConsulDoubleReply> Health(string name, IReadOnlyDictionary<string, string> query, CancellationToken token)
    {
        var seen = long.Parse(query.GetValueOrDefault("index", "0"), CultureInfo.InvariantCulture);
        if (seen > 0)
        {
            using var patience = new CancellationTokenSource(Span(query.GetValueOrDefault("wait", "5m")), env.Time);
            using var left = token.Register(patience.Cancel);
            while (true)
            {
                Task change;
                lock (gate)
                {
                    if (changed.GetValueOrDefault(name, 1) != seen || patience.IsCancellationRequested) break;
                    change = Wait();
                }

                await change.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return Read(() => new ConsulDoubleReply(
            200,
            new JsonArray([.. services.Values.Where(one => one.Called.Equals(name, StringComparison.OrdinalIgnoreCase) && (!query.ContainsKey("passing") || one.Worst == "passing")).Select(static one => (JsonNode?)one.ToHealth())]).ToJsonString())
        {
            Index = changed.GetValueOrDefault(name, 1),
        });
    }

    internal static TimeSpan Span(string text)
    {
        var number = double.Parse(text.TrimEnd('m', 's', 'h'), CultureInfo.InvariantCulture);
        return text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(number) : text.EndsWith('s') ? TimeSpan.FromSeconds(number) : text.EndsWith('m') ? TimeSpan.FromMinutes(number) : TimeSpan.FromHours(number);
    }

    // A check ran out, or a service that is critical for too long.
    internal void Happened(Action what) => Tell(what);

    internal void Changed(string name) => changed[name] = ++index;

    internal bool Remove(string id)
    {
        if (!services.Remove(id, out var gone)) return false;
        gone.Dispose();
        Changed(gone.Called);
        return true;
    }

    ConsulDoubleCheck? Find(string checkId) => services.Values.SelectMany(static one => one.All).FirstOrDefault(one => one.Id == checkId);

    Task Wait()
    {
        var change = new TaskCompletionSource();
        waiting.Add(change);
        return change.Task;
    }

    ConsulDoubleReply Read(Func<ConsulDoubleReply> read)
    {
        lock (gate) return read();
    }

    void Tell(Action change)
    {
        TaskCompletionSource[] woken;
        lock (gate)
        {
            change();
            woken = [.. waiting];
            waiting.Clear();
        }

        foreach (var one in woken) one.TrySetResult();
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    static partial Regex Key { get; }
}

/// <summary>What the double answers.</summary>
sealed record ConsulDoubleReply(int Status, string Body)
{
    public long? Index { get; init; }
}
