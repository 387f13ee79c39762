using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers calls of many messages.</summary>
sealed class GrpcStreaming(Method method, GrpcServing serving) : GrpcMethod(method, serving)
{
    internal override Task Answer(HttpContext context, GrpcHead head) => new StreamCall(this, context, head).RunAsync();
}
