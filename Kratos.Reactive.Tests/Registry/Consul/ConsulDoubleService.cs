using System.Text.Json.Nodes;

namespace Kratos.Reactive.Tests;

/// <summary>A service of the double, with its checks.</summary>
sealed class ConsulDoubleService : IDisposable
{
    readonly JsonObject asked;

    internal ConsulDoubleService(string id, string name, JsonObject asked, Env env, ConsulDouble consul, ConsulDoubleService? before, bool replaces)
    {
        (Id, Called, this.asked) = (id, name, asked);
        IEnumerable<JsonNode?> checks = [.. asked["Check"] is { } one ? new[] { one } : [], .. asked["Checks"] as JsonArray ?? []];
        All = [.. checks.Select(check => new ConsulDoubleCheck(this, check!.AsObject(), env, consul))];
        if (before is null) return;
        foreach (var check in before.All)
        {
            if (replaces || All.Any(mine => mine.Id == check.Id)) check.Dispose();
            else All.Add(check.Of(this));
        }
    }

    internal string Id { get; }

    internal string Called { get; }

    internal List<ConsulDoubleCheck> All { get; }

    internal string Worst => All.Any(static one => one.State == "critical") ? "critical" : All.Any(static one => one.State == "warning") ? "warning" : "passing";

    internal JsonObject ToJson() => new()
    {
        ["ID"] = Id,
        ["Service"] = Called,
        ["Tags"] = asked["Tags"]?.DeepClone() ?? new JsonArray(),
        ["Meta"] = asked["Meta"]?.DeepClone() ?? new JsonObject(),
        ["Port"] = asked["Port"]?.DeepClone() ?? 0,
        ["Address"] = asked["Address"]?.DeepClone() ?? "",
        ["TaggedAddresses"] = asked["TaggedAddresses"]?.DeepClone(),
        ["Weights"] = new JsonObject { ["Passing"] = 1, ["Warning"] = 1 },
        ["EnableTagOverride"] = false,
    };

    internal JsonObject ToHealth() => new()
    {
        ["Node"] = new JsonObject { ["ID"] = "", ["Node"] = "double", ["Address"] = "127.0.0.1", ["Datacenter"] = "dc1" },
        ["Service"] = ToJson(),
        ["Checks"] = new JsonArray([new JsonObject { ["Node"] = "double", ["CheckID"] = "serfHealth", ["Name"] = "Serf Health Status", ["Status"] = "passing", ["ServiceID"] = "" }, .. All.Select(static one => one.ToJson())]),
    };

    internal string ToAgentHealth() => new JsonObject { ["AggregatedStatus"] = Worst, ["Service"] = ToJson(), ["Checks"] = new JsonArray([.. All.Select(static one => one.ToJson())]) }.ToJsonString();

    public void Dispose()
    {
        foreach (var check in All) check.Dispose();
    }
}
