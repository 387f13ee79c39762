namespace Kratos.Reactive;

/// <summary>The waits of a schedule, one after another and for ever: a used-up one goes on with its last.</summary>
sealed class Waits(Schedule schedule, Env env)
{
    IEnumerator<TimeSpan>? waits;
    TimeSpan wait = TimeSpan.FromSeconds(1);      // of a schedule that has none

    internal TimeSpan Next()
    {
        waits ??= schedule.Waits(env).GetEnumerator();
        if (waits.MoveNext()) wait = waits.Current;
        return wait;
    }

    /// <summary>Things are well: the next failure begins with the first wait again.</summary>
    internal void Begin()
    {
        waits?.Dispose();
        waits = null;
    }
}
