namespace Kratos.Reactive;

/// <summary>The failures of a node in a row, and until when it is left out for them. Changed by the <see cref="Ejector"/> only, under its lock.</summary>
sealed class Outlier
{
    int failures, times;
    long until;     // 0: it never was out

    internal long Until => Volatile.Read(ref until);

    /// <summary>True when a success has something to clear.</summary>
    internal bool IsSuspect => Volatile.Read(ref failures) + Volatile.Read(ref times) > 0;

    internal bool IsOut(long now) => now < Until;

    /// <summary>One more failure; true if there are enough of them. A node that is back from having been out is on trial: one is enough.</summary>
    internal bool Fail(int enough) => ++failures >= (times > 0 ? 1 : enough);

    /// <summary>It answers; true if it was out before.</summary>
    internal bool Clear()
    {
        var wasOut = times > 0;
        (failures, times) = (0, 0);
        return wasOut;
    }

    internal void Leave(long now, Ejection terms)
    {
        Volatile.Write(ref until, now + terms.Length(times).Ticks);
        (failures, times) = (0, times + 1);
    }

    internal void Return(long now) => Volatile.Write(ref until, now);
}
