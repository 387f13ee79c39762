using System.Diagnostics.CodeAnalysis;

namespace Kratos.Reactive;

/// <summary>What became of a value that came to wait.</summary>
enum Fate { Kept, Dropped, Refused }

/// <summary>The values that wait in one place, in order and never more than its capacity. Its owner calls it under a lock of its own, and opens the demand after that.</summary>
sealed class Waiting<A>(Backpressure limits, Demand? demand)
{
    readonly Queue<A> values = new();
    bool closed;

    internal Backpressure Limits => limits;

    internal int Count => values.Count;

    internal long Dropped { get; private set; }

    internal Fate Add(A value)
    {
        if (values.Count < limits.Capacity)
        {
            values.Enqueue(value);
            if (demand is not null && !closed && limits.WhenFull == Overflow.Wait && values.Count > limits.Capacity / 2)
            {
                closed = true;
                demand.Close();
            }

            return Fate.Kept;
        }

        if (limits.WhenFull is Overflow.Fail or Overflow.Wait) return Fate.Refused;
        Dropped++;
        if (limits.WhenFull == Overflow.DropOldest)
        {
            values.Dequeue();
            values.Enqueue(value);
        }

        return Fate.Dropped;
    }

    /// <summary>False when none waits. When <paramref name="opened"/>, <see cref="Open"/> is to be called outside the lock.</summary>
    internal bool TryTake([MaybeNullWhen(false)] out A value, out bool opened)
    {
        var any = values.TryDequeue(out value);
        opened = Reopened();
        return any;
    }

    internal void Clear(out bool opened)
    {
        values.Clear();
        opened = Reopened();
    }

    internal void Open() => demand!.Open();

    bool Reopened()
    {
        if (!closed || values.Count > limits.Capacity / 4) return false;
        closed = false;
        return true;
    }
}
