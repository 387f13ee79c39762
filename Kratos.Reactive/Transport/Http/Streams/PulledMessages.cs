using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>The messages of a call, pulled one by one. One reader at a time; a later one goes on where the last one left.</summary>
abstract class PulledMessages : IAsyncEnumerable<object>
{
    readonly Lock gate = new();
    TaskCompletionSource? busy;
    bool closed;

    /// <summary>True when no more may be read.</summary>
    protected bool IsClosed => Volatile.Read(ref closed);

    public IAsyncEnumerator<object> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Pull(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>The next message; null at their end. A failure is thrown.</summary>
    protected abstract ValueTask<object?> NextAsync(CancellationToken token);

    /// <summary>Lets nobody read any more, and ends when nobody does.</summary>
    protected Task Close()
    {
        lock (gate)
        {
            closed = true;
            return busy?.Task ?? Task.CompletedTask;
        }
    }

    async IAsyncEnumerable<object> Pull([EnumeratorCancellation] CancellationToken token)
    {
        var mine = new TaskCompletionSource();
        lock (gate)
        {
            if (closed) throw new ErrorException(Error.Cancelled);
            if (busy is not null) throw new ErrorException(Shared);
            busy = mine;
        }

        try
        {
            while (await NextAsync(token).ConfigureAwait(false) is { } message) yield return message;
        }
        finally
        {
            lock (gate) busy = null;
            mine.SetResult();
        }
    }

    static Error Shared { get; } = Error.Internal("MESSAGES_SHARED", "the messages of a call were asked for a second time while somebody was reading them: share them with Publish");
}
