using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Kratos.Reactive;

/// <summary>Reads base64 that came in pieces, each perhaps with padding of its own.</summary>
static class WebText
{
    const int Group = 4;

    /// <summary>Decodes until the text ends, or nobody reads any more. What is no base64 ends the bytes with an error.</summary>
    internal static async Task Decode(PipeReader from, PipeWriter into)
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = await from.ReadAsync().ConfigureAwait(false);
                if (read.IsCanceled)
                {
                    from.AdvanceTo(read.Buffer.Start);
                    break;
                }

                var whole = read.Buffer.Slice(0, read.Buffer.Length / Group * Group);
                var good = Decode(whole, into) && !(read.IsCompleted && whole.Length != read.Buffer.Length);
                from.AdvanceTo(whole.End, read.Buffer.End);
                if (!good) throw new ErrorException(Error.Internal("GRPC_FRAME_INVALID", "the body is not base64"));
                var flushed = await into.FlushAsync().ConfigureAwait(false);
                if (flushed.IsCompleted || read.IsCompleted) break;
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        await into.CompleteAsync(failure).ConfigureAwait(false);
    }

    static bool Decode(in ReadOnlySequence<byte> text, PipeWriter into)
    {
        var left = text;
        Span<byte> group = stackalloc byte[Group];
        while (!left.IsEmpty)
        {
            // As many groups as lie together and have no padding within; else one.
            scoped ReadOnlySpan<byte> run = left.FirstSpan;
            var padding = run.IndexOf((byte)'=');
            var length = (padding < 0 ? run.Length : padding) / Group * Group;
            if (length == 0)
            {
                left.Slice(0, Group).CopyTo(group);
                run = group;
                length = Group;
            }

            var bytes = into.GetSpan(Base64.GetMaxDecodedFromUtf8Length(length));
            if (Base64.DecodeFromUtf8(run[..length], bytes, out var consumed, out var written) != OperationStatus.Done || consumed != length) return false;
            into.Advance(written);
            left = left.Slice(length);
        }

        return true;
    }
}
