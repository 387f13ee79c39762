using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;

namespace Kratos.Reactive.Tests;

/// <summary>As much of a Kubernetes API server as endpoint slices need, with memory: lists in pages, watches from a version on, bookmarks, versions that are forgotten, creating and deleting. It keeps to the documented API, so that other clients can use it, too.</summary>
sealed class KubernetesDouble(Env env)
{
    const string Group = "discovery.k8s.io/v1";

    readonly Lock gate = new();
    readonly SortedDictionary<string, JsonObject> slices = new(StringComparer.Ordinal);     // by namespace/name
    readonly List<(long Version, string Type, JsonObject Slice)> history = [];
    readonly List<KubernetesDoubleWatch> watches = [];
    readonly List<string> asked = [];
    long version = 100, forgotten;

    /// <summary>The token that is taken; null when none is asked for.</summary>
    internal string? Token { get; set; }

    /// <summary>What is answered to all calls, if anything.</summary>
    internal int? Failing { get; set; }

    /// <summary>The calls, each with its time in seconds, and the version that a watch goes on from.</summary>
    internal IReadOnlyList<string> Asked { get { lock (gate) return [.. asked]; } }

    /// <summary>Writes a slice over whatever is there under its name.</summary>
    internal void Put(JsonObject slice) => Tell(slices.ContainsKey(Key(slice)) ? "MODIFIED" : "ADDED", slice);

    internal void Remove(string space, string name)
    {
        lock (gate)
            if (!slices.ContainsKey($"{space}/{name}")) return;
        Tell("DELETED", slices[$"{space}/{name}"]);
    }

    /// <summary>All changes so far are forgotten; watches that stand go on.</summary>
    internal void Forget()
    {
        lock (gate) (forgotten, version) = (version + 1, version + 1);
    }

    /// <summary>Every watch is told of the present version.</summary>
    internal void Bookmark()
    {
        lock (gate)
            foreach (var watch in watches) watch.Tell("BOOKMARK", new JsonObject { ["kind"] = "EndpointSlice", ["apiVersion"] = Group, ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}" } });
    }

    /// <summary>Every watch ends: in order, or with a refusal.</summary>
    internal void End(int? code = null)
    {
        KubernetesDoubleWatch[] all;
        lock (gate) all = [.. watches];
        foreach (var watch in all)
        {
            if (code is { } why) watch.Tell("ERROR", Status(why, "too old resource version"));
            Leave(watch);
        }
    }

    internal KubernetesDoubleReply Answer(string method, string path, IReadOnlyDictionary<string, string> query, string? authorization, string body)
    {
        var watches = query.TryGetValue("watch", out var watching) && watching is "true" or "1";
        lock (gate) asked.Add($"{(env.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds.ToString(CultureInfo.InvariantCulture)} {(watches ? $"watch {query.GetValueOrDefault("resourceVersion")}" : query.ContainsKey("continue") ? "more" : method == "GET" ? "list" : method)}");
        if (Failing is { } failing) return Refused(failing, "it fails");
        if (Token is { } token && authorization != $"Bearer {token}") return Refused(401, "Unauthorized");
        string[] parts = [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        return (method, parts) switch
        {
            ("GET", ["version"]) => Json(new() { ["major"] = "1", ["minor"] = "32", ["gitVersion"] = "v1.32.0" }),
            ("GET", ["api"]) => Json(new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }),
            ("GET", ["api", "v1"]) => Json(new() { ["kind"] = "APIResourceList", ["groupVersion"] = "v1", ["resources"] = new JsonArray() }),
            ("GET", ["apis"]) => Json(new() { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray(new JsonObject { ["name"] = "discovery.k8s.io", ["versions"] = new JsonArray(GroupVersion()), ["preferredVersion"] = GroupVersion() }) }),
            ("GET", ["apis", "discovery.k8s.io", "v1"]) => Json(new() { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = Group, ["resources"] = new JsonArray(Resource()) }),
            ("GET", ["apis", "discovery.k8s.io", "v1", "namespaces", var space, "endpointslices"]) => watches ? Watch(space, query) : List(space, query),
            ("GET", ["apis", "discovery.k8s.io", "v1", "namespaces", var space, "endpointslices", var name]) => Find(space, name),
            ("POST", ["apis", "discovery.k8s.io", "v1", "namespaces", var space, "endpointslices"]) => Create(space, JsonNode.Parse(body)!.AsObject()),
            ("DELETE", ["apis", "discovery.k8s.io", "v1", "namespaces", var space, "endpointslices", var name]) => Delete(space, name),
            _ => Refused(404, $"the server could not find the requested resource: {method} {path}"),
        };
    }

    KubernetesDoubleReply List(string space, IReadOnlyDictionary<string, string> query)
    {
        lock (gate)
        {
            var from = query.GetValueOrDefault("continue", "");
            var most = int.Parse(query.GetValueOrDefault("limit", "0"), CultureInfo.InvariantCulture);
            JsonObject[] all = [.. slices.Where(one => string.CompareOrdinal(one.Key, from) > 0).Select(static one => one.Value).Where(one => Fits(one, space, query.GetValueOrDefault("labelSelector")))];
            JsonObject[] page = most > 0 ? all[..Math.Min(most, all.Length)] : all;
            var meta = new JsonObject { ["resourceVersion"] = $"{version}" };
            if (page.Length < all.Length) meta["continue"] = Key(page[^1]);
            return Json(new() { ["kind"] = "EndpointSliceList", ["apiVersion"] = Group, ["metadata"] = meta, ["items"] = new JsonArray([.. page.Select(static one => one.DeepClone())]) });
        }
    }

    KubernetesDoubleReply Watch(string space, IReadOnlyDictionary<string, string> query)
    {
        var watch = new KubernetesDoubleWatch(slice => Fits(slice, space, query.GetValueOrDefault("labelSelector")));
        var from = long.TryParse(query.GetValueOrDefault("resourceVersion"), CultureInfo.InvariantCulture, out var read) ? read : version;
        lock (gate)
        {
            if (from < forgotten)
            {
                watch.Tell("ERROR", Status(410, $"too old resource version: {from} ({forgotten})"));
                watch.End();
                return new(200, null) { Lines = watch.Lines };
            }

            foreach (var (_, type, slice) in history.Where(one => one.Version > from && watch.Wants(one.Slice))) watch.Tell(type, slice);
            watches.Add(watch);
        }

        if (query.TryGetValue("timeoutSeconds", out var seconds))
            watch.Over.Disposable = Observable.Timer(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), env.Scheduler).Subscribe(_ => Leave(watch), static error => throw error);
        return new(200, null) { Lines = watch.Lines, Left = Disposable.Create(() => Leave(watch)) };
    }

    KubernetesDoubleReply Find(string space, string name)
    {
        lock (gate) return slices.TryGetValue($"{space}/{name}", out var found) ? Json(found) : Refused(404, $"endpointslices.discovery.k8s.io \"{name}\" not found");
    }

    KubernetesDoubleReply Create(string space, JsonObject slice)
    {
        slice["metadata"]!["namespace"] = space;
        lock (gate)
            if (slices.ContainsKey(Key(slice))) return Refused(409, $"endpointslices.discovery.k8s.io \"{slice["metadata"]!["name"]}\" already exists");
        Tell("ADDED", slice);
        return Json(slice) with { Status = 201 };
    }

    KubernetesDoubleReply Delete(string space, string name)
    {
        var found = Find(space, name);
        if (found.Status == 200) Remove(space, name);
        return found.Status == 200 ? Json(new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Success", ["code"] = 200 }) : found;
    }

    void Tell(string type, JsonObject slice)
    {
        lock (gate)
        {
            slice = slice.DeepClone().AsObject();
            slice["kind"] = "EndpointSlice";
            slice["apiVersion"] = Group;
            slice["metadata"]!["resourceVersion"] = $"{++version}";
            slice["metadata"]!["uid"] ??= $"uid-{version}";
            slice["metadata"]!["creationTimestamp"] ??= "2024-01-01T00:00:00Z";
            if (type == "DELETED") slices.Remove(Key(slice));
            else slices[Key(slice)] = slice;
            history.Add((version, type, slice));
            foreach (var watch in watches.Where(one => one.Wants(slice))) watch.Tell(type, slice);
        }
    }

    void Leave(KubernetesDoubleWatch watch)
    {
        lock (gate) watches.Remove(watch);
        watch.End();
    }

    static bool Fits(JsonObject slice, string space, string? selector) => (string?)slice["metadata"]!["namespace"] == space
        && (string.IsNullOrEmpty(selector) || (selector.Split('=') is [var label, var value] && (string?)slice["metadata"]!["labels"]?[label] == value));

    static string Key(JsonObject slice) => $"{slice["metadata"]!["namespace"]}/{slice["metadata"]!["name"]}";

    static JsonObject GroupVersion() => new() { ["groupVersion"] = Group, ["version"] = "v1" };

    static JsonObject Resource() => new() { ["name"] = "endpointslices", ["singularName"] = "endpointslice", ["namespaced"] = true, ["kind"] = "EndpointSlice", ["verbs"] = new JsonArray("create", "delete", "get", "list", "watch") };

    static JsonObject Status(int number, string why) => new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = why, ["reason"] = number == 410 ? "Expired" : "Failure", ["code"] = number };

    static KubernetesDoubleReply Refused(int code, string message) => Json(Status(code, message)) with { Status = code };

    static KubernetesDoubleReply Json(JsonObject body) => new(200, body.ToJsonString());
}

/// <summary>What the double answers: a text, or lines that go on until their end.</summary>
sealed record KubernetesDoubleReply(int Status, string? Body)
{
    public PipeReader? Lines { get; init; }

    public IDisposable Left { get; init; } = Disposable.Empty;
}

/// <summary>One watch of the double.</summary>
sealed class KubernetesDoubleWatch(Func<JsonObject, bool> wants)
{
    // Who reads goes on where it was told, so in virtual time, too.
    readonly Pipe pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));

    internal PipeReader Lines => pipe.Reader;

    internal SerialDisposable Over { get; } = new();

    internal bool Wants(JsonObject slice) => wants(slice);

    internal void Tell(string type, JsonObject what)
    {
        pipe.Writer.Write(Encoding.UTF8.GetBytes($"{new JsonObject { ["type"] = type, ["object"] = what.DeepClone() }.ToJsonString()}\n"));
        pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
    }

    internal void End()
    {
        Over.Dispose();
        pipe.Writer.Complete();
    }
}
