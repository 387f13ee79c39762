namespace Kratos.Reactive;

/// <summary>The waits of a schedule, one after another and for ever: a used-up one goes on with its last.</summary>
sealed class Waits(Schedule schedule, Env env)
{
    readonly Schedule lasting = schedule.Lasting();
    IEnumerator<TimeSpan>? waits;

    internal TimeSpan Next()
    {
        waits ??= lasting.Waits(env).GetEnumerator();
        waits.MoveNext();
        return waits.Current;
    }

    /// <summary>Things are well: the next failure begins with the first wait again.</summary>
    internal void Begin()
    {
        waits?.Dispose();
        waits = null;
    }
}
