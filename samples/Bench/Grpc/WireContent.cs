using System.Net;
using Google.Protobuf;

namespace Bench;

/// <summary>A request of one message.</summary>
sealed class WireContent(IMessage message) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) => await stream.WriteAsync(Wire.Frame(message));

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

/// <summary>A request of messages that are written as they come.</summary>
sealed class WireDuplex : HttpContent
{
    readonly TaskCompletionSource<Stream> begun = new();
    readonly TaskCompletionSource over = new();

    internal async Task Write(IMessage message)
    {
        var stream = await begun.Task;
        await stream.WriteAsync(Wire.Frame(message));
        await stream.FlushAsync();
    }

    internal void End() => over.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        begun.SetResult(stream);
        await over.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
