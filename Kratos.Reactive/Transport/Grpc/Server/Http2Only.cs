using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kratos.Reactive;

/// <summary>Tells clients of HTTP/1.1 that this port is for HTTP/2: 426. (Kestrel would say 400.)</summary>
static class Http2Only
{
    const string Why = "this port speaks gRPC, over HTTP/2 only";
    const int MostLeft = 64 * 1024;

    // To close with bytes unread would take the answer away again (RFC 9112 9.6): so they are read, within limits.
    static readonly TimeSpan Lingering = TimeSpan.FromSeconds(5);

    static readonly byte[] answer = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\nContent-Type: text/plain\r\nContent-Length: {Why.Length}\r\n\r\n{Why}");

    static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0"u8;

    /// <summary>A connection that says nothing is closed when the time for header fields is over, and at once when the server stops.</summary>
    internal static Func<ConnectionDelegate, ConnectionDelegate> Guard(Env env, KestrelServerLimits limits) => next => async connection =>
    {
        if (await IsMeant(connection, env, limits.RequestHeadersTimeout).ConfigureAwait(false)) await next(connection).ConfigureAwait(false);
    };

    // Whether it is for Kestrel; what is not has been seen off.
    static async ValueTask<bool> IsMeant(ConnectionContext connection, Env env, TimeSpan most)
    {
        var input = connection.Transport.Input;
        using var alarm = new Alarm(env.Time, static input => ((PipeReader)input).TryStop(), input);
        await using (connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested.UnsafeRegister(static input => ((PipeReader)input!).TryStop(), input).ConfigureAwait(false))
            try
            {
                alarm.Set(most);
                if (await IsOther(input).ConfigureAwait(false) is not { } other) return false;
                if (other) await Refuse(connection.Transport, env).ConfigureAwait(false);
                return !other;
            }
            catch (Exception e) when (PipeEnds.IsLeft(e))
            {
                return false;       // who has left is told nothing
            }
    }

    // Null when it ended, or was ended, before that could be said.
    static async ValueTask<bool?> IsOther(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            var (known, other) = Look(read.Buffer);
            var over = known || other || read.IsCompleted || read.IsCanceled;
            input.AdvanceTo(read.Buffer.Start, over ? read.Buffer.Start : read.Buffer.End);
            if (over) return known || other ? other : null;
        }
    }

    static async Task Refuse(IDuplexPipe transport, Env env)
    {
        await transport.Output.WriteAsync(answer).ConfigureAwait(false);
        using var alarm = new Alarm(env.Time, static input => ((PipeReader)input).TryStop(), transport.Input);
        alarm.Set(Lingering);
        for (var left = 0L; left < MostLeft;)
        {
            var read = await transport.Input.ReadAsync().ConfigureAwait(false);
            left += read.Buffer.Length;
            transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled) return;
        }
    }

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
