using System.Text;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Finds what answers a request. What is no gRPC is told so in the words of HTTP; what is, by a status of gRPC.</summary>
sealed class GrpcDispatch(GrpcTable table, GrpcServing serving)
{
    readonly GrpcWeb? web = serving.Options.Web ? new(serving.Options) : null;

    internal Task Answer(HttpContext context)
    {
        var request = context.Request;
        var kind = GrpcContentType.Of(request.ContentType);
        if (web is not null && GrpcWeb.IsPreflight(request)) return web.Preflight(context);
        if (web is not null && kind.IsWeb && HttpMethods.IsPost(request.Method)) return web.Answer(context, kind, Call);
        if (!HttpProtocol.IsHttp2(request.Protocol)) return Refuse(context, StatusCodes.Status426UpgradeRequired, "Upgrade", request.IsHttps ? "h2" : "h2c", "gRPC needs HTTP/2");
        if (!HttpMethods.IsPost(request.Method)) return Refuse(context, StatusCodes.Status405MethodNotAllowed, "Allow", "POST", "a call of gRPC is a POST");
        return kind is { IsGrpc: true, IsWeb: false } ? Call(context) : Refuse(context, StatusCodes.Status415UnsupportedMediaType, "Accept", "application/grpc", "this port speaks gRPC only");
    }

    Task Call(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (table.Find(path) is not { } method) return GrpcAnswer.Fail(context, table.Missing(path));
        var head = GrpcHead.Read(context.Request.Headers, GrpcConnection.Of(context), serving.Options.MaxMetadata);
        return head.IsSucc ? method.Answer(context, head.Succeeded) : GrpcAnswer.Fail(context, head.Failed);
    }

    static Task Refuse(HttpContext context, int status, string name, string value, string why)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[name] = value;
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = why.Length;
        return context.Response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes(why)).AsTask();
    }
}
