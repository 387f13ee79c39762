using System.Buffers;
using System.IO.Pipelines;

namespace Kratos.Reactive.Kubernetes;

/// <summary>The lines of a stream, each of which has a limit.</summary>
static class KubernetesLines
{
    // The longest object that Kubernetes stores is of 1.5 MiB.
    const int Longest = 8 * 1024 * 1024;

    /// <summary>Hands each line to <paramref name="told"/>, until the stream ends.</summary>
    internal static async Task Read(Stream stream, Action<ReadOnlySequence<byte>> told, CancellationToken token)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(token).ConfigureAwait(false);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                told(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > Longest) throw new ErrorException(Error.Unavailable("KUBERNETES_ANSWER_INVALID", $"a line of the watch has more than {Longest} bytes"));
            reader.AdvanceTo(rest.Start, rest.End);
            if (!read.IsCompleted) continue;
            await reader.CompleteAsync().ConfigureAwait(false);
            return;
        }
    }
}
