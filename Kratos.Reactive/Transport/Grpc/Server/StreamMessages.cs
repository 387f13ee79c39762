using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>The messages of a streaming call, pulled one by one. One reader at a time; a later one goes on where the last one left.</summary>
/// <param name="reader">Where they come from.</param>
/// <param name="single">Whether there must be exactly one.</param>
/// <param name="operation">The method, for failures.</param>
sealed class StreamMessages(MessageReader reader, bool single, Operation operation) : IAsyncEnumerable<object>
{
    readonly Lock gate = new();
    TaskCompletionSource? busy;
    bool closed;

    public IAsyncEnumerator<object> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Pull(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Stops the reading, waits until it has stopped, and gives the pipe back.</summary>
    internal async Task CloseAsync()
    {
        Task? over;
        lock (gate)
        {
            closed = true;
            over = busy?.Task;
        }

        if (over is not null)
        {
            reader.Cancel();
            await over.ConfigureAwait(false);
        }

        reader.Release();
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

        // A read of Kestrel's that is told by a token stays under way for ever.
        var told = token.UnsafeRegister(static reader => ((MessageReader)reader!).Cancel(), reader);
        try
        {
            for (var count = 0; ; count++)
            {
                Fin<object?> next;
                do
                {
                    next = Over(token) ? Error.Cancelled : await Next(token).ConfigureAwait(false);
                }
                while (next.IsFail && ReferenceEquals(next.Failed, Error.Cancelled) && !Over(token));       // the stop that a reader before was told
                if (next.IsFail) throw new ErrorException(Foreign(next.Failed));
                if (next.Succeeded is not { } message)
                {
                    if (single && count == 0) throw new ErrorException(Foreign(Cardinality.Missing(operation)));
                    yield break;
                }

                if (single && count == 1) throw new ErrorException(Foreign(Cardinality.NotSingle(operation)));
                yield return message;
            }
        }
        finally
        {
            // Waited for: a stop that comes later would hit the next call on this connection.
            await told.DisposeAsync().ConfigureAwait(false);
            lock (gate) busy = null;
            mine.SetResult();
        }
    }

    bool Over(CancellationToken token) => token.IsCancellationRequested || Volatile.Read(ref closed);

    async ValueTask<Fin<object?>> Next(CancellationToken token)
    {
        try
        {
            return await reader.ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Over(token) ? Error.Cancelled with { Cause = e } : CallerLeft.As(e);     // to one who leaves it means no more than that
        }
    }

    static Error Foreign(Error error) => error.Cause is null ? error with { IsForeign = true } : error;

    static Error Shared { get; } = Error.Internal("MESSAGES_SHARED", "the messages of a call were asked for a second time while somebody was reading them: share them with Publish");
}
