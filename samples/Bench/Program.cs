using Bench;

return args switch
{
    ["kernel", .. var rest] => KernelRun.Run(rest),
    ["cpu", .. var rest] => Settings.Read(rest, CpuRun.Known) is { } settings ? await CpuRun.RunAsync(settings) : Settings.Refused,
    ["load", .. var rest] => Settings.Read(rest, LoadRun.Known) is { } settings ? await LoadRun.RunAsync(settings) : Settings.Refused,
    _ => Settings.Explain(),
};
