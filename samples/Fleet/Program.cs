using Fleet;

// Fleet [--instances 5] [--rps 2000] [--seconds 60] [--kill sigterm|sigkill|none] [--retry yes|no] [--registry http://127.0.0.1:2379] | Fleet serve <id> <registry>: one copy, started by the first form
if (args is ["serve", var id, var registry]) return await Copy.Run(id, registry);
var settings = Settings.Read(args);
if (settings.IsSucc) return await FleetProgram.Run(settings.Value);
Console.Error.WriteLine($"Fleet: {settings.Error.Message}");
return 2;
