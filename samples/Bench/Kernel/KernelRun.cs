using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Bench;

/// <summary>The kernel under BenchmarkDotNet: wall time, so on a quiet machine.</summary>
static class KernelRun
{
    internal static readonly Type[] All = [typeof(Composition), typeof(Middlewares), typeof(BuiltIn), typeof(Failures), typeof(Picks)];

    internal static int Run(string[] arguments)
    {
        var config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
            .AddColumn(CategoriesColumn.Default)
            .HideColumns(Column.Job, Column.Error, Column.Gen0, Column.Gen1, Column.Gen2)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator | ConfigOptions.JoinSummary);
        string[] chosen = arguments.Length > 0 ? arguments : ["--filter", "*"];
        var summaries = BenchmarkSwitcher.FromTypes(All).Run(chosen, config).ToList();
        return summaries.Count > 0 && summaries.All(static summary => summary.Reports.All(static report => report.Success)) ? 0 : 1;
    }
}
