using Kratos.Reactive.Protos.Health.V1;
using static Kratos.Reactive.Protos.Health.V1.HealthCheckResponse.Types;

namespace Kratos.Reactive.Tests;

/// <summary>Point 26 of the protocol.</summary>
public sealed class HealthTests
{
    const string Greeter = "helloworld.v1.Greeter";

    readonly VirtualTime time = new();
    readonly Health health = Health.Of(GrpcRun.Greeter.ToService());
    readonly HealthService client;

    public HealthTests() => client = HealthService.Over(health.Service.InProcess());

    Fin<ServingStatus> Check(string service) => time.Run(client.Check(new HealthCheckRequest { Service = service })).End.Map(reply => reply.Status);

    [Theory]
    [InlineData("")]
    [InlineData(Greeter)]
    public void Point_26_what_is_known_is_serving_until_something_else_is_said(string service)
    {
        Assert.Equal(ServingStatus.Serving, Check(service).Value);
        time.Run(health.NotServing(service));
        Assert.Equal(ServingStatus.NotServing, Check(service).Value);
        time.Run(health.Serving(service));
        Assert.Equal(ServingStatus.Serving, Check(service).Value);
    }

    [Fact]
    public void Point_26_a_check_of_what_is_not_known_is_not_found() => Assert.Equal((404, "SERVICE_UNKNOWN"), (Check("shop").Error.Code, Check("shop").Error.Reason));

    [Fact]
    public void A_list_has_all_of_them() => Assert.Equal(
        ["=Serving", Greeter + "=NotServing"],
        time.Run(health.NotServing(Greeter) >> client.List(new HealthListRequest())).Value.Statuses.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value.Status}"));

    [Fact]
    public void Point_26_a_watch_says_the_present_status_at_once_and_each_change_once()
    {
        List<ServingStatus> seen = [];
        using var watch = client.Watch(new HealthCheckRequest { Service = "shop" }, time.Env).Subscribe(reply => seen.Add(reply.Status));
        time.Start();
        Assert.Equal([ServingStatus.ServiceUnknown], seen);
        time.Run(health.Serving("shop") >> health.Serving("shop") >> health.NotServing("other") >> health.NotServing("shop"));
        Assert.Equal([ServingStatus.ServiceUnknown, ServingStatus.Serving, ServingStatus.NotServing], seen);
    }

    [Fact]
    public void Nothing_serves_from_the_moment_its_app_begins_to_stop_and_all_does_when_it_is_run_again()
    {
        List<string> seen = [];
        Eff<Unit> Note(string at) => client.Check(new HealthCheckRequest()).Map(reply => { seen.Add($"{at} {reply.Status}"); return Unit.Default; });
        var app = new App("shop", "v1") { AfterStart = [Note("started")], BeforeStop = [Note("stopping")], AfterStop = [Note("stopped")] }.With(health.In);
        for (var i = 0; i < 2; i++) time.Run(app.Run(time.After(1.Seconds), time.Env));
        string[] once = ["started Serving", "stopping NotServing", "stopped NotServing"];
        Assert.Equal([.. once, .. once], seen);
    }

    [Fact]
    public void It_is_ready_from_the_last_hook_of_the_start_to_the_begin_of_the_stop()
    {
        List<string> seen = [];
        var probes = health.Probes.InProcess();
        Eff<Unit> Note(string at) => probes.Call(new Request("/kratos.Probes/Ready", new HealthCheckRequest()))
            .Match(static _ => "ready", static error => $"{error.Code} {error.Reason}").Map(end => { seen.Add($"{at}: {end}"); return Unit.Default; });
        var app = new App("shop", "v1") { BeforeStart = [Note("starting")], AfterStart = [Note("registered")], BeforeStop = [Note("stopping")], AfterStop = [Note("stopped")] }.With(health.In);
        var running = time.After(500.Milliseconds).SelectEff(_ => Note("running"), time.Env, atOnce: 1).Subscribe();
        time.Run(app.Run(time.After(1.Seconds), time.Env));
        running.Dispose();
        Assert.Equal(["starting: 503 NOT_READY", "registered: 503 NOT_READY", "running: ready", "stopping: 503 NOT_READY", "stopped: 503 NOT_READY"], seen);
    }

    [Theory]
    [InlineData("/healthz/live", 200, """{"status":"SERVING"}""")]
    [InlineData("/healthz/ready", 200, """{"status":"SERVING"}""")]
    [InlineData("/healthz/ready?service=" + Greeter, 503, "NOT_READY")]
    [InlineData("/healthz/ready?service=shop", 404, "SERVICE_UNKNOWN")]
    public async Task It_answers_probes_over_HTTP(string path, int status, string told)
    {
        time.Run(health.NotServing(Greeter));
        await using var server = await Serving.Start(health.Probes);
        using var reply = await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)reply.StatusCode);
        Assert.Contains(told, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_over_the_wire_ends_with_not_serving_when_its_server_stops()
    {
        await using var server = await GrpcRun.Start([health.Service]);
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call("/grpc.health.v1.Health/Watch"));
        await peer.Data(stream, RawAnswer.Frame([]), end: true);
        Assert.Equal(FrameType.Headers, (await peer.Read(stream)).Type);
        Assert.Equal(RawAnswer.Frame(new HealthCheckResponse { Status = ServingStatus.Serving }), (await peer.Read(stream)).Payload);
        _ = server.Release();
        Assert.Equal(RawAnswer.Frame(new HealthCheckResponse { Status = ServingStatus.NotServing }), (await peer.Read(stream)).Payload);
        Assert.Equal(GrpcCode.Ok, (await peer.Answer(stream)).Status);
    }
}
