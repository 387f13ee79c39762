using HelloWorld;
using Kratos.Reactive;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

// HelloWorld [--http http://127.0.0.1:8000] [--grpc http://127.0.0.1:9000]
if (Arguments.Read(args, "http", "grpc") is not { } arguments) return Arguments.Refused;
using var logs = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
var log = logs.CreateLogger("helloworld");

// docs:begin app
var greeter = Greeter.Service.ToService().With(Logging(log) >> Recovery() >> Deadline(10.Seconds));
var health = Health.Of(greeter);
var http = HttpOptions.Default with { OpenApi = new OpenApi("helloworld", "v1.0.0") };

var app = new App("helloworld", "v1.0.0")
{
    Servers =
    [
        Server.Http(arguments["http"] ?? "http://127.0.0.1:8000", http, greeter, health.Probes),
        Server.Grpc(arguments["grpc"] ?? "http://127.0.0.1:9000", greeter, health.Service),
    ],
    Registrar = Registry.Memory(),
}.With(health.In);

return await app.Main(Signals.Shutdown, log);
// docs:end
