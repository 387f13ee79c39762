using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>A method as gRPC serves it.</summary>
abstract class GrpcMethod(Method method, GrpcServing serving)
{
    readonly MessageWriter plain = new(method.OutputCodec, null, serving.Options.MaxSend);
    readonly MessageWriter gzip = Packed(method, MessageEncoding.Gzip, serving.Options);
    readonly MessageWriter deflate = Packed(method, MessageEncoding.Deflate, serving.Options);

    internal Method Method => method;

    internal GrpcServing Serving => serving;

    internal static GrpcMethod Of(Method method, GrpcServing serving) => method.Shape == MethodShape.Unary ? new GrpcUnary(method, serving) : new GrpcStreaming(method, serving);

    internal abstract Task Answer(HttpContext context, GrpcHead head);

    internal MessageReader Reader(PipeReader body, MessageEncoding? encoding) => new(body, method.InputCodec, encoding, serving.Options.MaxReceive);

    internal MessageWriter Writer(string encoding) => encoding switch
    {
        "gzip" => gzip,
        "deflate" => deflate,
        _ => plain,
    };

    internal Call CallOf(GrpcConnection connection, Headers metadata, IMessageSource messages) => new()
    {
        Kind = "grpc",
        Endpoint = serving.Endpoint,
        Operation = method.Operation,
        RequestHeaders = metadata,
        Peer = connection.Peer,
        PeerCertificate = connection.Certificate,
        Stopping = serving.Draining,
        Messages = messages,
    };

    /// <summary>Tells the log of what a caller is not told, unless it knows already: whether or not the caller is still there.</summary>
    internal void Log(Call? call, Error error)
    {
        if (error is not { Code: >= 500, Cause: { } cause } || call?.HasTold(cause) == true) return;
        if (serving.Log.IsEnabled(LogLevel.Error)) GrpcLog.Failed(serving.Log, method.Operation, error, cause);
        else serving.Env.Unhandled(error);
    }

    /// <summary>Tells the log of metadata that could not be sent with a failure, of which the caller is told then.</summary>
    internal void Unsent(Error refused)
    {
        if (serving.Log.IsEnabled(LogLevel.Error)) GrpcLog.Unsent(serving.Log, method.Operation, refused);
        else serving.Env.Unhandled(refused with { Message = $"{method.Operation} failed, and its metadata could not be sent: {refused.Message}" });
    }

    static MessageWriter Packed(Method method, MessageEncoding encoding, GrpcOptions options) => new(method.OutputCodec, new MessagePacking(encoding, options.CompressionLevel), options.MaxSend);
}
