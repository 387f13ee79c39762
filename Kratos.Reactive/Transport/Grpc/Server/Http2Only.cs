using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Kratos.Reactive;

/// <summary>Tells clients of HTTP/1.1 that this port is for HTTP/2: 426. (Kestrel would say 400.)</summary>
static class Http2Only
{
    static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0"u8;

    const string Why = "this port speaks gRPC, over HTTP/2 only";

    static readonly byte[] answer = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\nContent-Type: text/plain\r\nContent-Length: {Why.Length}\r\n\r\n{Why}");

    internal static ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            var (known, other) = Look(read.Buffer);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start, known || other || read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
            if (known || read.IsCompleted || read.IsCanceled) break;
            if (!other) continue;
            await connection.Transport.Output.WriteAsync(answer).ConfigureAwait(false);
            return;
        }

        await next(connection).ConfigureAwait(false);
    };

    // Whether it is the preface, or surely something else; neither while too little is there.
    static (bool Known, bool Other) Look(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        start = start[..(int)Math.Min(buffer.Length, start.Length)];
        buffer.Slice(0, start.Length).CopyTo(start);
        var agrees = Preface.StartsWith(start);
        return (agrees && start.Length == Preface.Length, !agrees);
    }
}
