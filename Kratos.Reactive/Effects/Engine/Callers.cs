namespace Kratos.Reactive;

/// <summary>The caller's <see cref="ExecutionContext"/>, to be put back after a run, also where its flow is suppressed.</summary>
readonly struct Callers
{
    readonly ExecutionContext? context;
    readonly bool suppressed;

    Callers(ExecutionContext? context, bool suppressed) => (this.context, this.suppressed) = (context, suppressed);

    internal static Callers Now()
    {
        if (ExecutionContext.Capture() is { } context) return new(context, false);
        ExecutionContext.RestoreFlow();
        context = ExecutionContext.Capture();
        ExecutionContext.SuppressFlow();
        return new(context, true);
    }

    internal void PutBack()
    {
        if (suppressed)
        {
            if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
            ExecutionContext.Restore(context!);
            ExecutionContext.SuppressFlow();
        }
        else if (context != ExecutionContext.Capture())
        {
            ExecutionContext.Restore(context!);
        }
    }
}
