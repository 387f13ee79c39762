using System.IO.Pipelines;

namespace Kratos.Reactive;

/// <summary>A pipe whose other end has left, or was aborted, may say so whatever it is asked.</summary>
static class PipeEnds
{
    /// <summary>What it says then.</summary>
    internal static bool IsLeft(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Stops a read that waits, or else the next one. False when nothing more comes, which the read finds out by itself.</summary>
    internal static bool TryStop(this PipeReader pipe)
    {
        try
        {
            pipe.CancelPendingRead();
            return true;
        }
        catch (Exception e) when (IsLeft(e))
        {
            return false;
        }
    }
}
