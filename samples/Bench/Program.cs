using Bench;

// Idle threads of the pool would spin for a while, and that is no work of the kernel's. Read when the pool's first thread starts.
if (args is ["kernel" or "cpu", ..]) AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);

return args switch
{
    ["kernel", .. var rest] => KernelRun.Run(rest),
    ["cpu", .. var rest] => Settings.Read(rest, CpuRun.Known) is { } settings ? await CpuRun.RunAsync(settings) : Settings.Refused,
    ["load", .. var rest] => Settings.Read(rest, LoadRun.Known) is { } settings ? await LoadRun.RunAsync(settings) : Settings.Refused,
    ["grpc", .. var rest] => Settings.Read(rest, GrpcRun.Known) is { } settings ? await GrpcRun.RunAsync(settings) : Settings.Refused,
    ["http", .. var rest] => Settings.Read(rest, HttpRun.Known) is { } settings ? await HttpRun.RunAsync(settings) : Settings.Refused,
    [ServerProgram.Name, var kind] => await ServerProgram.RunAsync(kind),
    _ => Settings.Explain(),
};
