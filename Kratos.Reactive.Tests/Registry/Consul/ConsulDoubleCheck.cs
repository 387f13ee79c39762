using System.Text.Json.Nodes;

namespace Kratos.Reactive.Tests;

/// <summary>A check of the double, which becomes critical when it is not heard of for its time.</summary>
sealed class ConsulDoubleCheck : IDisposable
{
    readonly Env env;
    readonly ConsulDouble consul;
    readonly SerialDisposable end = new();
    readonly TimeSpan? ttl, forgetAfter;
    ConsulDoubleService service;

    internal ConsulDoubleCheck(ConsulDoubleService service, JsonObject asked, Env env, ConsulDouble consul)
    {
        (this.service, this.env, this.consul) = (service, env, consul);
        Id = (string?)asked["CheckID"] ?? $"service:{service.Id}";
        Called = (string?)asked["Name"] ?? "";
        ttl = (string?)asked["TTL"] is { Length: > 0 } time ? ConsulDouble.Span(time) : null;
        forgetAfter = (string?)asked["DeregisterCriticalServiceAfter"] is { Length: > 0 } after ? ConsulDouble.Span(after) : null;
        State = (string?)asked["Status"] is { Length: > 0 } status ? status : "critical";
        Await();
    }

    internal string Id { get; }

    internal string Called { get; }

    internal string State { get; private set; }

    internal ConsulDoubleCheck Of(ConsulDoubleService owner)
    {
        service = owner;
        return this;
    }

    internal void Set(string status)
    {
        if (State != status) consul.Changed(service.Called);
        State = status;
        Await();
    }

    internal JsonObject ToJson() => new() { ["Node"] = "double", ["CheckID"] = Id, ["Name"] = Called, ["Status"] = State, ["Output"] = "", ["ServiceID"] = service.Id, ["ServiceName"] = service.Called, ["Type"] = "ttl" };

    public void Dispose() => end.Dispose();

    void Await()
    {
        end.Disposable = (State, ttl, forgetAfter) switch
        {
            (not "critical", { } time, _) => After(time, () => Set("critical")),
            ("critical", _, { } time) => After(time, () => consul.Remove(service.Id)),
            _ => Disposable.Empty,
        };
    }

    IDisposable After(TimeSpan time, Action what) => Observable.Timer(time, env.Scheduler).Subscribe(_ => consul.Happened(what), static error => throw error);
}
